"""What a device says about one act, as JSON, read into values. A device may be old, or lie: every part is looked at."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NoReturn
from uuid import UUID

from registration.rules.identity import Sex
from registration.rules.people import PersonGiven
from registration.services.given import Decided, RegistrationGiven
from sessions.rules.codes import DeskIs
from sessions.rules.desk import ReactionGiven
from sessions.rules.overrides import Override
from sessions.rules.screening import LIMITS, ScreeningGiven, Sign, Vitals
from sessions.wording import WORDING
from vaxportal.core.errors import RuleBroken
from vaxportal.core.ids import read_ref
from vaxportal.core.problems import Problem

LONGEST = 500
NOTE = 300  # of an outcome or a screening, as the books hold it


class Content:
    """The parts of one act by name; what is not there is empty, what cannot be read refuses."""

    def __init__(self, given: Mapping[str, Any]) -> None:  # Any: what JSON holds
        self._given = given

    def text(self, name: str, *, longest: int = LONGEST) -> str:
        value = self._given.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > longest or not _can_be_kept(value):
            self.refuse(name)
        return value

    def ref(self, name: str) -> UUID | None:
        written = self.text(name)
        if not written:
            return None
        return read_ref(written) or self.refuse(name)

    def needed_ref(self, name: str) -> UUID:
        return self.ref(name) or self.refuse(name)

    def flag(self, name: str) -> bool:
        value = self._given.get(name, False)
        return value if isinstance(value, bool) else self.refuse(name)

    def number(self, name: str) -> float | None:
        value = self._given.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not -1e6 < value < 1e6:
            self.refuse(name)
        return float(value)

    def whole(self, name: str) -> int | None:
        value = self.number(name)
        if value is not None and value != int(value):
            self.refuse(name)
        return None if value is None else int(value)

    def day(self, name: str) -> date | None:
        written = self.text(name)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            self.refuse(name)

    def override(self) -> Override | None:
        reason = self.text("override_reason").strip()
        return Override(reason) if reason else None

    def screening(self) -> ScreeningGiven:
        answers = self._given.get("answers", {})
        if not isinstance(answers, dict) or not all(isinstance(one, bool) for one in answers.values()):
            self.refuse("answers")
        if not all(len(name) <= LONGEST and _can_be_kept(name) for name in answers):
            self.refuse("answers")
        measured = {str(sign): self.whole(sign) for sign in LIMITS if sign != Sign.TEMPERATURE}
        return ScreeningGiven(
            answers=answers,
            vitals=Vitals(temperature=self.number(Sign.TEMPERATURE), **measured),
            has_heart_history=self.flag("has_heart_history"),
            outcome=self.text("outcome"),
            note=self.text("note", longest=NOTE),
        )

    def one_of(self, name: str, values: Iterable[str]) -> str:
        """One of an enumeration of texts."""
        written = self.text(name)
        return written if written in {str(one) for one in values} else self.refuse(name)

    def refuse(self, name: str) -> NoReturn:
        raise RuleBroken([Problem(DeskIs.ACT_UNREADABLE, name)], WORDING)

    def reaction(self, at: datetime | None) -> ReactionGiven:
        return ReactionGiven(self.text("reaction"), self.flag("is_serious"), began_at=at, note=self.text("note"))

    def registration(self, ref: UUID) -> RegistrationGiven:
        """Of somebody who is not in the register, as far as the desk could see."""
        sex = self.text("sex")
        person = PersonGiven(
            full_name=self.text("full_name"),
            phone=self.text("phone"),
            id_number=self.text("id_number"),
            bhyt=self.text("bhyt"),
            address=self.text("address"),
            guardian_name=self.text("guardian_name"),
            missing_reason=self.text("missing_reason"),
            born_on=self.day("born_on"),
            sex=Sex(sex) if sex in set(Sex) else None,
            commune_code=self.text("commune"),
            priority_group=self.whole("priority_group"),
        )
        decided = Decided(self.ref("same_as")) if self.flag("decided") else None
        return RegistrationGiven(person=person, decided=decided, ref=ref)


def _can_be_kept(text: str) -> bool:
    """The database holds neither NUL nor half a character."""
    return "\x00" not in text and not any("\ud800" <= one <= "\udfff" for one in text)
