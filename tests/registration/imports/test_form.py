"""The blank form: filled in from its own choices, every row of it is taken."""

import io
import json
import re
import zipfile
from datetime import timedelta
from itertools import cycle

import openpyxl
import pytest
from django.core.management import call_command
from openpyxl.utils import get_column_letter

from registration.imports.columns import RowResource
from registration.imports.form import blank_form
from registration.imports.guess import guess
from registration.models import PriorityGroup, Vaccine
from registration.rules.limits import MOST_ROWS
from registration.rules.list_cells import RowCells, read_commune
from registration.services import reference
from registration.services.units import unit_book
from tests.factories import FacilityFactory
from tests.registration.lists import worker
from vaxportal.core import clock
from vaxportal.geography.models import Commune, Facility
from vaxportal.geography.services import loading

AT = {name: get_column_letter(number) for number, name in enumerate(RowResource().fields, start=1)}
FIRST = 9


@pytest.fixture
def place(facility):
    """One commune with one facility, and all groups and vaccines."""
    reference.load()


@pytest.fixture
def country(db):
    loading.load()
    reference.load()
    FacilityFactory(code="87302", commune=Commune.objects.get(code="30076"))


@pytest.fixture
def book(place):
    return opened(blank_form(clock.today()))


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def rules(book):
    """By field: the rule of its cells."""
    found = {}
    for rule in book.worksheets[0].data_validations.dataValidation:
        for stretch in rule.sqref.ranges:
            assert (stretch.min_row, stretch.max_row) == (FIRST, MOST_ROWS)
            found[next(name for name in AT if AT[name] == get_column_letter(stretch.min_col))] = rule
    return found


def offered(book, name):
    """What a list that stands on a sheet offers."""
    stretch = re.fullmatch(r"'?([^'!]+)'?!\$(\w)\$(\d+):\$\w\$(\d+)", rules(book)[name].formula1)
    sheet, column, first, last = stretch.groups()
    return [book[sheet][f"{column}{row}"].value for row in range(int(first), int(last) + 1)]


def cut(book, name, chosen):
    """What a list offers that is cut out by what was chosen before, reckoned as a spreadsheet program does."""
    formula = rules(book)[name].formula1
    sheet, column, below, many, low, row = re.fullmatch(
        r"OFFSET\('?([^'!]+)'?!\$(\w)\$1,INDEX\(DM!\$(\w)\$1:.*?,0,INDEX\(DM!\$(\w)\$1:\$\w\$(\d+),(.*)\),1\)", formula
    ).groups()
    assert formula.count(row) == 2
    for sought, where in re.findall(r"MATCH\((.*?),DM!\$(\w)\$1", row):
        written = re.sub(r'&"\|"&', "|", re.sub(r"\$([A-Z]+)9", lambda cell: chosen.get(cell[1], ""), sought))
        listed = [book["DM"][f"{where}{at}"].value for at in range(1, int(low) + 1)]
        if written in listed:
            at = listed.index(written) + 1
            break
    first = 1 + book["DM"][f"{below}{at}"].value
    return [book[sheet][f"{column}{first + step}"].value for step in range(book["DM"][f"{many}{at}"].value)]


def test_all_rules_are_such_as_the_programs_take(book):
    assert set(rules(book)) == {
        *("born", "sex", "group", "phone", "id", "bhyt", "given_on_1", "given_on_2"),
        *("province", "province_code", "district", "district_code", "commune", "commune_code"),
        *("vaccine_1", "vaccine_2", "facility_1", "facility_2"),
    }
    for rule in rules(book).values():
        assert len(rule.formula1) <= 255 and rule.formula2 is None
        assert 0 < len(rule.promptTitle) <= 32 and 0 < len(rule.prompt) <= 255
        assert len(rule.error or "") <= 225
        sheets = set(re.findall(r"'?([\w ]+)'?!\$", rule.formula1))
        assert sheets <= set(book.sheetnames)


def test_only_what_the_portal_never_takes_is_stopped(book):
    styles = {name: rule.errorStyle for name, rule in rules(book).items() if rule.showErrorMessage}
    assert {name for name, style in styles.items() if style == "stop"} == {"sex", "group"}
    assert {styles[name] for name in ("born", "phone", "given_on_1")} == {"warning"}
    assert {styles[name] for name in ("id", "bhyt")} == {"information"}


def test_no_cell_computes_and_the_file_is_small(place):
    content = blank_form(clock.today())
    assert len(content) < 1024 * 1024
    assert not [cell for sheet in opened(content) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not [xml for xml in sheets if re.search(rb"<f[\s/>]", xml)]


def test_the_lists_are_the_codes_of_the_day(book):
    today = clock.today()
    groups = PriorityGroup.objects.filter(valid_from__lte=today).exclude(valid_to__lt=today).order_by("code")
    assert offered(book, "group") == [str(group.code) for group in groups]
    assert set(offered(book, "facility_1")) == set(Facility.objects.active().values_list("code", flat=True))
    assert set(offered(book, "vaccine_2")) == set(Vaccine.objects.values_list("name", flat=True))


def places_of(book):
    return [tuple(cell.value for cell in row) for row in book["PL3_Dia ban"].iter_rows(min_row=2)]


def reached(book):
    """Every place that three choices lead to: by names, and by codes."""
    for province, code in zip(offered(book, "province"), offered(book, "province_code"), strict=True):
        chosen, coded = {AT["province"]: province}, {AT["province_code"]: code}
        districts, codes = cut(book, "district", chosen), cut(book, "district_code", coded)
        assert (cut(book, "district", coded), cut(book, "district_code", chosen)) == (districts, codes)
        for district, district_code in zip(districts, codes, strict=True):
            names = cut(book, "commune", {**chosen, AT["district"]: district})
            numbers = cut(book, "commune_code", {AT["district_code"]: district_code})
            for commune, number in zip(names, numbers, strict=True):
                yield province, code, district, district_code, commune, number


def filled(book, homes):
    """A row for each home, all else chosen from the lists of the form."""
    sheet, today = book.worksheets[0], clock.today()
    groups, vaccines, facilities = (cycle(offered(book, name)) for name in ("group", "vaccine_1", "facility_1"))
    for number, home in enumerate(homes, start=1):
        person = dict(zip(("row", "name", "born", "sex", "group", "phone", "id"), worker(number), strict=False))
        row = {name: person[name] for name in ("row", "name", "born", "phone")} | home
        row |= {"row": number, "sex": "1", "group": next(groups), "workplace": "Tổ may 1", "hamlet": "Ấp 1"}
        if number % 3 == 0:
            row |= {"vaccine_1": next(vaccines), "given_on_1": f"{today - timedelta(days=40):%d/%m/%Y}"}
            row |= {"lot_1": "ABC123", "facility_1": next(facilities)}
        for name, text in row.items():
            sheet[f"{AT[name]}{FIRST + number - 1}"] = text
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def checked(content, tmp_path, capsys):
    path = tmp_path / "mau.xlsx"
    path.write_bytes(content)
    call_command("check_list", str(path), "--json")
    return json.loads(capsys.readouterr().out)


NAMED, CODED = ("province", "district", "commune"), ("province_code", "district_code", "commune_code")


def test_a_form_filled_in_from_its_own_choices_is_taken_whole(country, tmp_path, capsys):
    book = opened(blank_form(clock.today()))
    places = places_of(book)
    assert len(places) > 10_000
    assert list(reached(book)) == places
    named = [dict(zip(NAMED, one[0::2], strict=True)) for one in places]
    coded = [dict(zip(CODED, one[1::2], strict=True)) for one in places]
    homes = [*named[::19], *coded[::101], *(one | other for one, other in zip(named, coded, strict=True))][:1500]
    content = filled(book, homes)
    _seen, layout, _people = guess(content)
    assert (layout.sheet, layout.first_row) == (0, FIRST - 1)
    assert layout.columns == {name: number for number, name in enumerate(AT)}
    answers = checked(content, tmp_path, capsys)
    assert len(answers) == len(homes)
    assert [answer for answer in answers if answer["outcome"] not in {"accepted", "repaired"}] == []
    assert {field for answer in answers for field in answer["fields"]} == {"commune"}  # by its name, in words


def test_every_place_is_understood_by_its_names_alone(country):
    units = unit_book(clock.today())
    for path in map(units.path, Commune.objects.values_list("code", flat=True)):
        row = RowCells(dict(zip(NAMED, (path.province, path.district, path.name), strict=True)))
        assert (read_commune(row, units), row.problems) == (path.code, []), path


def test_a_code_that_is_new_today_is_in_the_form_at_once(place):
    assert "87999" not in offered(opened(blank_form(clock.today())), "facility_1")
    FacilityFactory(code="87999")
    assert "87999" in offered(opened(blank_form(clock.today())), "facility_1")


def test_the_same_codes_make_the_form_once(place):
    assert blank_form(clock.today()) is blank_form(clock.today())


def test_a_name_that_begins_like_a_formula_stays_text(world):
    FacilityFactory(code="87998", name="=1+1")
    cells = [cell for row in opened(blank_form(clock.today()))["PL4_Co so tiem"].iter_rows() for cell in row]
    assert ("'=1+1" in {cell.value for cell in cells}, {cell.data_type for cell in cells}) == (True, {"s"})
