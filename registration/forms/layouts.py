"""The guess at a file as a form: which sheet, which letters, and what each column holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.models import PriorityGroup
from registration.rules.layouts import Layout, layout_problems, other_owners
from registration.rules.legacy_text import Letters, as_meant
from registration.wording import COLUMN_NAMES, WORDING
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken
from vaxportal.core.forms import Form, with_blank
from vaxportal.geography.models import Province

SAMPLES = 3
LONGEST_SAMPLE = 40
LETTERS = {
    Letters.UNICODE: gettext_lazy("Unicode"),
    Letters.TCVN3: gettext_lazy("TCVN3 (ABC), ví dụ .VnTime"),
    Letters.VNI: gettext_lazy("VNI, ví dụ VNI-Times"),
}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16 BE",
    "windows-1258": "Windows-1258",
    "windows-1252": "Windows-1252",
}
DELIMITERS = {
    ";": gettext_lazy("Dấu chấm phẩy ;"),
    ",": gettext_lazy("Dấu phẩy ,"),
    "\t": gettext_lazy("Dấu tab"),
    "|": gettext_lazy("Dấu gạch đứng |"),
}
Seen = Mapping[str, Any]  # Any: what JSON holds


@dataclass(frozen=True)
class Column:
    """A column of the sheet beside the choice of what it holds."""

    letter: str
    heading: str
    samples: Sequence[str]
    field: forms.BoundField


class LayoutForm(Form):
    """`c0`, `c1` … are the columns of the sheet that is shown."""

    sheet = forms.TypedChoiceField(label=gettext_lazy("Trang tính"), coerce=int)
    letters = forms.ChoiceField(label=gettext_lazy("Bảng mã chữ trong ô"), choices=list(LETTERS.items()))
    encoding = forms.ChoiceField(label=gettext_lazy("Bảng mã của tệp"), choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(label=gettext_lazy("Dấu ngăn cột"), choices=list(DELIMITERS.items()))
    group = forms.ChoiceField(
        label=gettext_lazy("Nhóm ưu tiên của mọi người trong tệp"),
        required=False,
        help_text=gettext_lazy("Chỉ dùng khi tệp không có cột mã nhóm."),
    )
    province = forms.ChoiceField(
        label=gettext_lazy("Tỉnh của mọi người trong tệp"),
        required=False,
        help_text=gettext_lazy("Chỉ dùng khi tệp không có cột tỉnh."),
    )

    def __init__(self, *args: Any, seen: Seen, layout: Layout, **options: Any) -> None:  # Django's own form options
        self.seen, self.layout = seen, layout
        of_column = {column: name for name, column in layout.columns.items()}
        values = {"sheet": layout.sheet, "letters": layout.letters, **layout.for_all}
        values |= {"encoding": layout.encoding, "delimiter": layout.delimiter}
        values |= {f"c{column}": name for column, name in of_column.items()}
        super().__init__(*args, initial=values, **options)
        self._offer_sheets()
        self._offer_for_all()
        for column in range(self.width):
            choices = with_blank(COLUMN_NAMES.items(), gettext_lazy("Không dùng"))
            widget = forms.Select(attrs={"class": "vx-input"})
            label = _("Cột %(letter)s") % {"letter": letter_of(column)}
            self.fields[f"c{column}"] = forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)

    def _offer_sheets(self) -> None:
        sheets = self.seen["sheets"]
        field = self.fields["sheet"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one["index"], one["name"] or _("Toàn bộ tệp")) for one in sheets]
        if len(sheets) == 1:
            field.widget = forms.HiddenInput()
        if not self.layout.is_text:
            del self.fields["encoding"], self.fields["delimiter"]

    def _offer_for_all(self) -> None:
        today = clock.today()
        groups = PriorityGroup.objects.filter(valid_from__lte=today).exclude(valid_to__lt=today).order_by("code")
        offers = {
            "group": [(str(one.code), f"{one.code}. {one.name}") for one in groups],
            "province": [(one.name, one.name) for one in Province.objects.on(today).order_by("folded_name")],
        }
        for name, choices in offers.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = with_blank(choices, gettext_lazy("Theo từng dòng"))

    @property
    def page(self) -> Mapping[str, Any]:  # Any: what JSON holds
        """The sheet that is shown."""
        return next(one for one in self.seen["sheets"] if one["index"] == self.layout.sheet)

    @property
    def width(self) -> int:
        return max((len(row) for row in self.page["first"]), default=0)

    def columns(self) -> Iterator[Column]:
        rows = self.page["first"]
        heads, people = rows[self.layout.row : self.layout.first_row], rows[self.layout.first_row :]
        for column in range(self.width):
            heading = " ".join(filter(None, (self._text(row, column) for row in heads)))
            samples = [text for row in people if (text := self._text(row, column))][:SAMPLES]
            if heading or samples:
                yield Column(letter_of(column), heading, samples, self[f"c{column}"])

    def _text(self, row: Sequence[object], column: int) -> str:
        cell = row[column] if column < len(row) else ""
        whole = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
        return as_meant(" ".join(str(whole).split()), Letters(self.layout.letters))[:LONGEST_SAMPLE]

    def title_lines(self) -> list[str]:
        """What stands above the headings: whose list it says it is."""
        above = self.page["first"][: self.layout.row]
        return [
            text for row in above if (text := " ".join(filter(None, (self._text(row, at) for at in range(len(row))))))
        ]

    def other_owners(self, name: str) -> list[str]:
        """Whose list it says it is, in its title or as the place of work, where that is another organization."""
        workplace = self.layout.columns.get("workplace")
        people = self.page["first"][self.layout.first_row :] if workplace is not None else []
        places = [self._text(row, workplace) for row in people] if workplace is not None else []
        return other_owners([*self.title_lines(), *places], name)[:SAMPLES]

    def clean(self) -> dict[str, Any]:
        twice = [name for name in set(self._chosen()) if self._chosen().count(name) > 1]
        for name in twice:
            self.add_error(
                None, _("Hai cột cùng được chọn là “%(field)s”. Giữ lại một cột.") % {"field": COLUMN_NAMES[name]}
            )
        if not self.errors:
            self.refuse(RuleBroken([one.at("") for one in layout_problems(self.told())], WORDING))
        return self.cleaned_data

    def _chosen(self) -> list[str]:
        return [name for column in range(self.width) if (name := self.cleaned_data.get(f"c{column}"))]

    def told(self) -> Layout:
        """The layout as it is chosen on the page."""
        given = self.cleaned_data
        return replace(
            self.layout,
            columns={name: column for column in range(self.width) if (name := given.get(f"c{column}"))},
            letters=given["letters"],
            for_all={name: given[name] for name in ("group", "province") if given.get(name)},
        )

    def arguments(self) -> dict[str, Any]:
        return {"layout": self.told()}


def letter_of(column: int) -> str:
    """0 is A, 26 is AA."""
    before, last = divmod(column, 26)
    return (letter_of(before - 1) if before else "") + chr(ord("A") + last)
