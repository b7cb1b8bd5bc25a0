"""The order of the pages, which of them apply, and what is still open."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from registration.forms.health import ConsentForm, HistoryForm
from registration.forms.told import Answers
from registration.forms.wizard import (
    ContactForm,
    EarlierForm,
    ForWhomForm,
    HomeForm,
    IdentityForm,
    NumbersForm,
    PageForm,
    RegistrantForm,
    WishedDoseForm,
    WishForm,
    WorkForm,
)

Applies = Callable[[Answers], bool]


def _always(_answers: Answers) -> bool:
    return True


@dataclass(frozen=True)
class Page:
    slug: str
    title: object
    form: type[PageForm]
    step: int = 1
    applies: Applies = _always
    lead: object = ""

    @property
    def is_one_question(self) -> bool:
        return self.slug in {"for-whom", "dose"}

    @property
    def template(self) -> str:
        own = {"earlier", "history", "consent", "home"}
        return f"people/public/{self.slug if self.slug in own else 'page'}.html"

    def is_complete(self, answers: Answers) -> bool:
        form = self.form(answers, answers=answers)
        current = form.is_current if isinstance(form, ConsentForm) else True
        return form.is_valid() and current


STEPS = {1: _("Thông tin"), 2: _("Tiền sử sức khỏe"), 3: _("Đồng ý tiêm"), 4: _("Xác nhận")}
PAGES = (
    Page("for-whom", _("Bạn đăng ký cho ai?"), ForWhomForm),
    Page("registrant", _("Người đăng ký"), RegistrantForm, applies=lambda told: told.get("for_whom") == "relative"),
    Page("dose", _("Đăng ký tiêm mũi nào?"), WishedDoseForm),
    Page("identity", _("Người được tiêm"), IdentityForm),
    Page("numbers", _("Giấy tờ"), NumbersForm),
    Page("contact", _("Liên hệ"), ContactForm),
    Page("home", _("Nơi ở hiện nay"), HomeForm, lead=_("Nơi bạn đang ở, không nhất thiết là nơi có hộ khẩu.")),
    Page("work", _("Công việc và nhóm ưu tiên"), WorkForm, lead=_("Chọn một nhóm đúng nhất.")),
    Page("wish", _("Muốn tiêm khi nào?"), WishForm, lead=_("Chúng tôi cố gắng xếp theo ý muốn này.")),
    Page(
        "earlier",
        _("Các mũi đã tiêm"),
        EarlierForm,
        applies=lambda told: told.get("wished_dose") == "next",
        lead=_("Ghi theo giấy xác nhận, mũi trước ghi trước."),
    ),
    Page("history", _("Tiền sử sức khỏe"), HistoryForm, 2, lead=_("Trả lời cho người được tiêm.")),
    Page("consent", _("Đồng ý tiêm chủng"), ConsentForm, 3),
)
BY_SLUG = {page.slug: page for page in PAGES}


def applying(answers: Answers) -> list[Page]:
    return [page for page in PAGES if page.applies(answers)]


def first_open(answers: Answers) -> Page | None:
    """The first page that is not answered yet, or no longer rightly."""
    return next((page for page in applying(answers) if not page.is_complete(answers)), None)


def after(slug: str, answers: Answers) -> Page | None:
    """Where to go from a page: on in order, or None when everything is answered."""
    if first_open(answers) is None:
        return None
    slugs = [page.slug for page in applying(answers)]
    rest = slugs[slugs.index(slug) + 1 :]
    return BY_SLUG[rest[0]] if rest else first_open(answers)


def before(slug: str, answers: Answers) -> Page | None:
    slugs = [page.slug for page in applying(answers)]
    place = slugs.index(slug) if slug in slugs else 0
    return BY_SLUG[slugs[place - 1]] if place else None


def all_answers(answers: Answers) -> Answers:
    """What the pages that apply keep, without what was told to a page that no longer applies."""
    kept: Answers = {}
    for page in applying(answers):
        form = page.form(answers, answers=answers)
        if form.is_valid():
            kept |= form.kept()
    return kept
