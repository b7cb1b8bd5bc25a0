"""The role in force, read narrowly: every request of everybody begins with it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from vaxportal.accounts.roles import Role
from vaxportal.accounts.scope import Acting
from vaxportal.core.sql import Statement

COLUMNS = """
    m.id, m.role, m.facility_id, coalesce(f.district_id, m.district_id),
    coalesce(f.province_id, d.province_id, m.province_id), coalesce(f.name, d.name, p.name)
"""
UNITS = """
    LEFT JOIN geography_facility f ON f.id = m.facility_id
    LEFT JOIN geography_district d ON d.id = m.district_id
    LEFT JOIN geography_province p ON p.id = m.province_id
"""
IN_FORCE = Statement(
    "acting_in_force",
    f"""
    SELECT {COLUMNS} FROM accounts_membership m {UNITS}
    WHERE m.user_id = %(user)s AND m.ended_at IS NULL
    ORDER BY m.id <> %(chosen)s, m.role <> %(board)s, m.id LIMIT 1
    """,  # noqa: S608  constants
)


def role_in_force(user_id: int, full_name: str, *, chosen: int = 0) -> Acting:
    """Of the chosen membership, else of the oldest that has not ended; without one, everybody is a citizen.

    Who speaks for a zone's board manages its own organization too, but comes to look at the companies.
    """
    return acting_from(IN_FORCE.row(user=user_id, chosen=chosen, board=Role.ZONE_BOARD) or (), full_name)


def acting_from(values: Iterable[Any], full_name: str) -> Acting:
    """What `COLUMNS` say; all of them empty where there is no membership."""
    found: Iterator[Any] = islice(iter(values), 6)
    membership_id, role, facility_id, district_id, province_id, name = [*found] or [None] * 6
    if membership_id is None:
        return Acting(role=Role.CITIZEN, unit_name=full_name)
    return Acting(
        role=Role(role),
        unit_name=name or "",
        facility_id=facility_id,
        district_id=district_id,
        province_id=province_id,
        membership_id=membership_id,
    )
