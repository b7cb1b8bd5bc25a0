"""Fields read what people type; a form tells a service's refusal where it belongs."""

from datetime import date, time
from enum import StrEnum

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from vaxportal.core.errors import RuleBroken
from vaxportal.core.forms import DateField, Form, TidyField, TimeField, WholeNumberField, with_blank
from vaxportal.core.problems import Problem


class LotIs(StrEnum):
    EXPIRED = "lot_expired"
    CLOSED = "session_closed"


WORDING = {LotIs.EXPIRED: "Lô đã hết hạn ngày {on:%d/%m/%Y}. Chọn lô khác.", LotIs.CLOSED: "Buổi tiêm đã đóng."}


class LotForm(Form):
    name = TidyField(label="Họ và tên")
    lot = forms.ChoiceField(label="Lô vắc xin", choices=with_blank([("1", "AB12")]))
    ref = forms.CharField(label="CCCD")
    sure = forms.BooleanField(label="Tôi đồng ý")


GOOD = {"name": "  Lê   Thị  Ẩn ", "lot": "1", "ref": "x", "sure": "on"}


@pytest.mark.parametrize(
    "written", ["1/2/1990", "01/02/1990", "01-02-1990", "1.2.1990", "01021990", "1990-02-01", " 1 / 2 / 1990 "]
)
def test_a_day_may_be_written_in_many_ways(written):
    assert DateField().clean(written) == date(1990, 2, 1)


@pytest.mark.parametrize(
    ("written", "code"),
    [("31/02/1990", "no_such_day"), ("1/2/90", "short_year"), ("1990", "year_only"), ("hôm qua", "day_unreadable")],
)
def test_a_day_that_is_none_is_told_with_its_code(written, code):
    with pytest.raises(ValidationError) as told:
        DateField().clean(written)
    assert told.value.code == code


def test_a_day_is_shown_as_it_is_written():
    form = type("DayForm", (Form,), {"on": DateField()})(initial={"on": date(1990, 2, 1)})
    assert 'value="01/02/1990"' in str(form["on"])


@pytest.mark.parametrize(
    ("written", "read"),
    [("7:30", time(7, 30)), ("07h30", time(7, 30)), ("0730", time(7, 30)), ("8h", time(8)), ("13.05", time(13, 5))],
)
def test_a_time_may_be_written_in_many_ways(written, read):
    assert TimeField().clean(written) == read


@pytest.mark.parametrize("written", ["25:00", "7:99", "sáng", "730:00"])
def test_a_time_that_is_none_is_refused(written):
    with pytest.raises(ValidationError):
        TimeField().clean(written)


def test_a_missing_answer_is_asked_for_in_words():
    with translation.override("vi"):
        errors = LotForm({}).errors
    assert errors["name"] == ["Ghi họ và tên."]
    assert errors["lot"] == ["Chọn lô vắc xin."]
    assert errors["ref"] == ["Ghi CCCD."]
    assert errors["sure"] == ["Đánh dấu ô “Tôi đồng ý” để tiếp tục."]


def test_names_are_tidied():
    form = LotForm(GOOD)
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Lê Thị Ẩn"


def test_a_settled_form_keeps_what_the_service_returned():
    form = LotForm(GOOD)
    assert form.is_valid()
    assert form.settle(lambda *, by: f"dose by {by}", by="Lan")
    assert form.settled == "dose by Lan"


def test_a_refusal_is_told_on_its_field_and_the_rest_on_the_form():
    def refuse(*, by):
        problems = [Problem(LotIs.EXPIRED, "lot", on=date(2021, 9, 1)), Problem(LotIs.CLOSED, "session")]
        raise RuleBroken(problems, WORDING)

    form = LotForm(GOOD)
    assert form.is_valid()
    assert not form.settle(refuse, by="Lan")
    assert form.errors["lot"] == ["Lô đã hết hạn ngày 01/09/2021. Chọn lô khác."]
    assert form.non_field_errors() == ["Buổi tiêm đã đóng."]
    assert form.errors.as_data()["lot"][0].code == "lot_expired"


class LateForm(Form):
    """A field added while the form is made, as the stations of a session are."""

    email = forms.EmailField(label="E-mail")
    place = TidyField(label="Nơi tiêm", max_length=3, required=False)

    def __init__(self, *args):
        super().__init__(*args)
        self.fields["station"] = forms.ChoiceField(label="Bàn tiêm", choices=[("1", "Bàn 1")])
        self.fields["why"] = forms.CharField(label="Xem để làm gì?")


def test_every_demand_names_its_field_and_what_to_do():
    with translation.override("vi"):
        missing, wrong = LateForm({}).errors, LateForm({"email": "lan@", "place": "Ấp 12", "station": "9"}).errors
    assert missing["station"] == ["Chọn bàn tiêm."]
    assert missing["why"] == ["Ghi câu trả lời: Xem để làm gì?"]
    assert wrong["email"] == ["E-mail: ghi địa chỉ đúng, ví dụ lan.nguyen@donvi.vn."]
    assert wrong["place"] == ["Nơi tiêm: ghi nhiều nhất 3 ký tự, đang có 5."]
    assert wrong["station"] == ["Bàn tiêm: chọn một mục trong danh sách."]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0", 0),
        ("012", 12),
        ("1000", 1000),
        ("1.000", 1000),
        ("1,000", 1000),
        ("1 000", 1000),
        ("1\u00a0000", 1000),
        (" 1.234.567 ", 1_234_567),
        ("1,234,567", 1_234_567),
        ("-1.000", -1000),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_whole_number_is_read_with_its_thousands(written, read, language):
    with translation.override(language):
        assert WholeNumberField().clean(written) == read


@pytest.mark.parametrize(
    "written",
    ["1.5", "1.0", "1.00", "2.50", "1,5", "1.0000", "0.500", "1.234,567", "1.2.3", "12e3", "½", "một", "9" * 5000],
)
def test_what_may_be_a_fraction_is_no_whole_number(written):
    with translation.override("vi"), pytest.raises(ValidationError) as told:
        WholeNumberField(label="Số liều").clean(written)
    assert told.value.messages == ["Số liều: ghi số nguyên, ví dụ 1.000."]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("-1", "Số liều: ghi số từ 0 trở lên."),
        ("2.000", "Số liều: ghi số không quá 1.500."),
        ("", "Ghi số liều."),
    ],
)
def test_a_number_out_of_range_says_the_range(written, sentence):
    form = type("DosesForm", (Form,), {"doses": WholeNumberField(label="Số liều", min_value=0, max_value=1500)})
    with translation.override("vi"):
        assert form({"doses": written}).errors["doses"] == [sentence]
