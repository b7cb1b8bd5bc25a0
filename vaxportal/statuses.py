"""The words and colours of states, one table for every screen: `<c-status of="dose" :is="dose.outcome" />`."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _


class Tone(StrEnum):
    BLUE = "blue"  # under way, information
    GREEN = "green"  # done, may go on
    AMBER = "amber"  # needs attention, waits
    RED = "red"  # refused, failed
    GREY = "grey"  # not begun, over without effect


ICONS = MappingProxyType(
    {Tone.BLUE: "dot", Tone.GREEN: "check", Tone.AMBER: "clock", Tone.RED: "cross", Tone.GREY: "minus"}
)


@dataclass(frozen=True)
class Status:
    word: object
    tone: Tone
    icon: str = ""

    @property
    def sign(self) -> str:
        return self.icon or ICONS[self.tone]


STATUSES: dict[str, dict[str, Status]] = {
    "session": {
        "draft": Status(_("Bản nháp"), Tone.GREY, "edit"),
        "published": Status(_("Đã công bố"), Tone.BLUE),
        "open": Status(_("Đang tiêm"), Tone.GREEN, "dot"),
        "closed": Status(_("Đã đóng"), Tone.GREY, "lock"),
        "cancelled": Status(_("Đã hủy"), Tone.RED),
    },
}


def status_of(kind: str, value: object) -> Status | None:
    return STATUSES.get(kind, {}).get(str(value))
