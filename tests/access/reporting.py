"""Who may open the addresses of reporting."""

from tests.access.doors import Door, needs
from vaxportal.accounts.roles import Permission as P


def facility(side):
    return ["facility", side.facility.code]


DOORS: dict[str, Door] = {
    "reporting:home": needs(P.SEE_REPORTS, P.SEE_COVERAGE),
    "reporting:daily": needs(P.SEE_REPORTS),
    "reporting:daily_unit": needs(P.SEE_REPORTS, args=facility),
    "reporting:daily_xlsx": needs(P.SEE_REPORTS, args=facility),
    "reporting:period": needs(P.SEE_REPORTS),
    "reporting:period_unit": needs(P.SEE_REPORTS, args=facility),
    "reporting:period_xlsx": needs(P.SEE_REPORTS, args=facility),
    "reporting:completeness": needs(P.SEE_REPORTS),
    "reporting:completeness_unit": needs(P.SEE_REPORTS, args=facility),
    "reporting:lots": needs(P.SEE_REPORTS),
    "reporting:lots_unit": needs(P.SEE_REPORTS, args=facility),
    "reporting:coverage": needs(P.SEE_COVERAGE),
    "reporting:coverage_unit": needs(P.SEE_COVERAGE, args=lambda side: ["district", side.district.code]),
}
