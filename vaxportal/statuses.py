"""The words and colours of states, one table for every screen: `<c-status of="dose" :is="dose.outcome" />`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from registration.models import Organization, Registration, WorkerList, WorkerListRow
from sessions.models.appointments import OUTCOME_NAMES
from sessions.models.devices import ACT_STATE_NAMES
from sessions.models.planning import STATE_NAMES
from sessions.rules.acts import ActState
from sessions.rules.states import Outcome, SessionState


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


def _table(names: Mapping[Any, object], tones: Mapping[Any, Tone | tuple[Tone, str]]) -> dict[str, Status]:
    """The words of the model's own choices (keys are enums of many kinds) with tones; what is not named is grey."""
    table = {}
    for value, word in names.items():
        tone = tones.get(value, Tone.GREY)
        table[str(value)] = Status(word, *tone) if isinstance(tone, tuple) else Status(word, tone)
    return table


List, Row = WorkerList.State, WorkerListRow.Outcome
STATUSES: dict[str, dict[str, Status]] = {
    "act": _table(
        ACT_STATE_NAMES,
        {
            ActState.DONE: Tone.GREEN,
            ActState.CONFLICT: (Tone.RED, "warning"),
            ActState.WAITING: Tone.AMBER,
            ActState.SETTLED: Tone.GREY,
        },
    ),
    "session": _table(
        STATE_NAMES,
        {
            SessionState.DRAFT: (Tone.GREY, "edit"),
            SessionState.PUBLISHED: Tone.BLUE,
            SessionState.OPEN: (Tone.GREEN, "dot"),
            SessionState.CLOSED: (Tone.GREY, "lock"),
            SessionState.CANCELLED: Tone.RED,
        },
    ),
    "outcome": _table(
        OUTCOME_NAMES,
        {
            Outcome.NONE: Tone.AMBER,
            Outcome.INJECTED: Tone.GREEN,
            Outcome.DEFERRED: Tone.AMBER,
            Outcome.CONTRAINDICATED: Tone.RED,
            Outcome.REFERRED: (Tone.RED, "arrow"),
            Outcome.REFUSED: Tone.RED,
        },
    ),
    "screening": {
        "eligible": Status(_("Đủ điều kiện"), Tone.GREEN),
        "deferred": Status(_("Trì hoãn"), Tone.AMBER),
        "contraindicated": Status(_("Chống chỉ định"), Tone.RED),
        "referred": Status(_("Chuyển viện"), Tone.RED, "arrow"),
        "refused": Status(_("Từ chối tiêm"), Tone.RED),
    },
    "stage": {
        "expected": Status(_("Chưa đến"), Tone.GREY),
        "checked_in": Status(_("Chờ khám"), Tone.AMBER),
        "eligible": Status(_("Chờ tiêm"), Tone.BLUE, "syringe"),
        "observed": Status(_("Đang theo dõi"), Tone.BLUE, "clock"),
        "done": Status(_("Đã xong"), Tone.GREEN),
    },
    "device": {
        "online": Status(_("Đang nối mạng"), Tone.GREEN, "wifi"),
        "unsent": Status(_("Còn dữ liệu chưa gửi"), Tone.AMBER, "upload"),
        "silent": Status(_("Không liên lạc được"), Tone.RED, "offline"),
        "released": Status(_("Đã trả dữ liệu"), Tone.GREY, "check"),
        "lost": Status(_("Báo mất"), Tone.RED, "stop"),
    },
    "lot": {
        "usable": Status(_("Còn hạn"), Tone.GREEN),
        "soon": Status(_("Sắp hết hạn"), Tone.AMBER),
        "expired": Status(_("Hết hạn"), Tone.RED),
        "recalled": Status(_("Bị thu hồi"), Tone.RED, "stop"),
    },
    "transfer": {
        "on_the_way": Status(_("Đang chuyển"), Tone.BLUE, "arrow"),
        "received": Status(_("Đã nhận đủ"), Tone.GREEN),
        "short": Status(_("Đã nhận thiếu"), Tone.AMBER),
        "taken_back": Status(_("Đã lấy lại"), Tone.GREY),
    },
    "facility": {
        "active": Status(_("Đang hoạt động"), Tone.GREEN),
        "closed": Status(_("Ngừng hoạt động"), Tone.GREY),
    },
    "dose": {
        "recorded": Status(_("Đã tiêm"), Tone.GREEN),
        "late": Status(_("Nhập muộn"), Tone.AMBER),
        "voided": Status(_("Đã hủy"), Tone.RED),
    },
    "registration": _table(
        dict(Registration.State.choices),
        {
            "received": (Tone.BLUE, "dot"),
            "accepted": (Tone.BLUE, "check"),
            "invited": (Tone.BLUE, "calendar"),
            "done": Tone.GREEN,
        },
    ),
    "organization": _table(
        dict(Organization.State.choices), {"pending": Tone.AMBER, "approved": Tone.GREEN, "refused": Tone.RED}
    ),
    "list": _table(
        dict(List.choices),
        {
            List.LOOKING: Tone.BLUE,
            List.TO_CONFIRM: Tone.AMBER,
            List.WAITING: Tone.AMBER,
            List.READING: Tone.BLUE,
            List.DONE: Tone.GREEN,
            List.FAILED: Tone.RED,
            List.UNDONE: Tone.GREY,
        },
    ),
    "row": _table(
        dict(Row.choices),
        {
            Row.ACCEPTED: Tone.GREEN,
            Row.REPAIRED: (Tone.GREEN, "edit"),
            Row.LINKED: Tone.BLUE,
            Row.UNCLEAR: (Tone.AMBER, "question"),
            Row.REFUSED: Tone.RED,
            Row.SET_ASIDE: Tone.GREY,
        },
    ),
}


def status_of(kind: str, value: object) -> Status | None:
    return STATUSES.get(kind, {}).get(str(value))
