"""The columns of the daily report in the order of the form (QĐ 3588, annex 5-A; series as reported since January 2022).

The screen, the print and the workbook read this one table. The form has no column for people who did not come; without
it a row cannot add up, so it is added as the last one.
"""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from sessions.rules.measures import INJECTED, OF_OUTCOME, Measure

M = Measure


@dataclass(frozen=True)
class Column:
    key: str
    name: object  # a lazy sentence
    measures: tuple[Measure, ...]
    group: object = ""
    is_total: bool = False  # the sum of its group


INJECTED_GROUP = _("Số người được tiêm")
DOSE_GROUP = _("Số liều vắc xin")
REACTION_GROUP = _("Phản ứng sau tiêm")
BOOSTERS = (M.INJECTED_BOOSTER_1, M.INJECTED_BOOSTER_2, M.INJECTED_BOOSTER_3)

COLUMNS = (
    Column("subjects", _("Số đối tượng"), (M.SUBJECTS,)),
    Column("referred", _("Chuyển bệnh viện"), (M.REFERRED,)),
    Column("refused", _("Từ chối"), (M.REFUSED,)),
    Column("deferred", _("Trì hoãn"), (M.DEFERRED,)),
    Column("contraindicated", _("Chống chỉ định"), (M.CONTRAINDICATED,)),
    Column("primary_1", _("Mũi 1"), (M.INJECTED_PRIMARY_1,), INJECTED_GROUP),
    Column("primary_2", _("Mũi 2"), (M.INJECTED_PRIMARY_2,), INJECTED_GROUP),
    Column("primary_3", _("Mũi 3"), (M.INJECTED_PRIMARY_3,), INJECTED_GROUP),
    Column("additional", _("Bổ sung"), (M.INJECTED_ADDITIONAL_1,), INJECTED_GROUP),
    Column("booster", _("Nhắc lại"), BOOSTERS, INJECTED_GROUP),
    Column("injected", _("Cộng"), INJECTED, INJECTED_GROUP, is_total=True),
    Column("doses_used", _("Sử dụng"), (M.DOSES_USED,), DOSE_GROUP),
    Column("doses_discarded", _("Hủy"), (M.DOSES_DISCARDED,), DOSE_GROUP),
    Column("ordinary", _("Thông thường (ca)"), (M.REACTIONS_ORDINARY,), REACTION_GROUP),
    Column("serious", _("Nặng"), (M.REACTIONS_SERIOUS,), REACTION_GROUP),
)
REMARKS = _("Ghi chú")
NO_SHOW = Column("no_show", _("Không đến"), (M.NO_SHOW,))
OUTCOMES = (*COLUMNS[1:5], NO_SHOW)  # how a session ends for a person who is not injected
ENDS = (*INJECTED, *OF_OUTCOME.values())  # every subject ends in exactly one of these


@dataclass(frozen=True)
class Heading:
    """One cell of the upper heading row: a column by itself, or a group with its columns below."""

    name: object
    columns: tuple[Column, ...]

    @property
    def is_group(self) -> bool:
        return bool(self.columns[0].group)


def _headings() -> tuple[Heading, ...]:
    runs = [
        tuple(run) for _key, run in groupby(COLUMNS, key=lambda column: id(column.group) if column.group else column)
    ]
    return tuple(Heading(run[0].group or run[0].name, run) for run in runs)


HEADINGS = _headings()
