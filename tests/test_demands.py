"""Every form of the portal speaks for itself: a wrong answer never meets a sentence of the library."""

import importlib
import pkgutil
from uuid import uuid4

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict

from registration.forms.layouts import LayoutForm
from registration.forms.list_rows import DecisionForm as ListDecision
from registration.forms.list_rows import MendForm
from registration.forms.organizations import OrganizationFilter
from registration.forms.staff import WaitingFilter
from registration.forms.wizard import PageForm
from registration.models import WorkerListRow
from registration.rules.layouts import Layout
from reporting.forms import FiguresFilter
from reporting.services.units import nation
from sessions.forms.acts import SettleForm
from sessions.forms.capacity import CapacityForm
from sessions.forms.closing import ClosingForm
from sessions.forms.corrections import CorrectionForm, PersonForm, VialForm
from sessions.forms.doses import DoseForm
from sessions.forms.facilities import FacilityForm
from sessions.forms.filters import CandidateFilter, FacilityFilter, StockFilter
from sessions.forms.merging import MergeForm
from sessions.forms.paper import PaperForm
from sessions.forms.people import TimeForm
from sessions.forms.planning import OnShelf, PlanForm
from sessions.forms.rounds import RoundForm
from sessions.forms.screening import ScreeningForm
from sessions.forms.station import StationForm
from sessions.forms.stock import IssueForm, TransferForm
from sessions.forms.walk_in import WalkInForm
from sessions.models import DeskAct, Dose, Lot, Round, Vial
from tests.factories import LotFactory, PersonFactory, SessionLotFactory, SlotFactory
from vaxportal.accounts.forms.staff import RoleForm, StaffFilter
from vaxportal.core.forms import Form
from vaxportal.geography.models import Commune, Facility, Province

OURS = ("vaxportal", "registration", "sessions", "reporting")
WRONG = ["", "x" * 6000, "@ @", "1.5", "-7", "no such choice"]
STALE = "Mã này không đúng. Tải lại trang rồi thử lại."  # a column's own sentence, in the portal's catalogue
ELSEWHERE = "de"  # the library speaks it and the portal does not: what changes with it is not ours


def forms_of(base=Form):
    for one in base.__subclasses__():
        yield one
        yield from forms_of(one)


def all_forms():
    for app in OURS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".forms" in module.name or ".views" in module.name or module.name == "vaxportal.gallery":
                importlib.import_module(module.name)
    found = {one for one in forms_of() if one.__module__.split(".")[0] in OURS}
    return sorted(found, key=lambda one: f"{one.__module__}.{one.__name__}")


@pytest.fixture
def needed(province_officer, facility):
    """What forms must be told before they can be shown, by form."""
    row = SessionLotFactory(session__facility=facility)
    wrong = [{"field": name, "code": "name_missing"} for name in ("name", "sex", "commune", "earlier_1_given_on")]
    refused = WorkerListRow(number=9, outcome="refused", problems=wrong)
    unclear = WorkerListRow(number=9, outcome="unclear", matches=[{"person": str(uuid4())}])
    seen = {"sheets": [{"index": 0, "name": "A", "first": [["Họ tên", "Ngày sinh"], ["An", "1/1/1990"]], "rows": 2}]}
    dose = Dose(session=row.session, lot=row.lot, series="primary", number=1, given_at=timezone.now(), injected_by_id=1)
    of_session = {"vax_session": row.session}
    return {
        PageForm: {"answers": {}},
        MendForm: {"row": refused, "groups": []},
        ListDecision: {"row": unclear},
        LayoutForm: {"seen": seen, "layout": Layout(first_row=1, columns={"name": 0}, encoding="utf-8", delimiter=";")},
        MergeForm: {"people": [PersonFactory(), PersonFactory()]},
        FiguresFilter: {"unit": nation()},
        ClosingForm: {"lots": [row]},
        SettleForm: {"act": DeskAct(session=row.session, kind="dose"), "has_rest": True},
        CorrectionForm: {"dose": dose, "what": "lot"},
        PersonForm: {"dose": dose},
        VialForm: {"vial": Vial(session_lot=row)},
        DoseForm: of_session,
        PaperForm: of_session,
        StationForm: of_session,
        WalkInForm: of_session,
        FacilityForm: {"district": facility.district},
        CandidateFilter: {"offered": {}},
        FacilityFilter: {"districts": []},
        StockFilter: {"vaccines": []},
        PlanForm: {
            "shelf": [OnShelf(LotFactory(), 10)],
            "rounds": Round.objects.all(),
            "communes": Commune.objects.all(),
        },
        CapacityForm: {"slots": [SlotFactory()], "stations": 2, "places": {}},
        TimeForm: {"slots": [SlotFactory()]},
        RoundForm: {"provinces": Province.objects.all()},
        ScreeningForm: {"sex": "F", "age": 70},
        IssueForm: {"lots": Lot.objects.all()},
        TransferForm: {"targets": Facility.objects.all()},
        RoleForm: {"by": province_officer, "province": facility.province},
        StaffFilter: {"by": province_officer},
        WaitingFilter: {"communes": []},
        OrganizationFilter: {"units": [("30076", "Mỹ Thọ")], "states": [("pending", "Chờ duyệt")]},
    }


def answers_of(form, wrong):
    return MultiValueDict({name: [wrong] for name in form.fields})


def errors_of(make, wrong, language):
    with translation.override(language):
        blank = make()
        empty = {"files": {"file": SimpleUploadedFile("x" * 300, b"")}} if wrong and blank.is_multipart() else {}
        form = make(answers_of(blank, wrong), **empty)
        return {name: [one["message"] for one in told] for name, told in form.errors.get_json_data().items()}


def without_stale(errors, like):
    return {name: told for name, told in errors.items() if like[name] != [STALE]}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", all_forms(), ids=lambda one: one.__name__)
def test_a_wrong_answer_never_meets_a_sentence_of_the_library(kind, needed):
    options = next((given for base, given in needed.items() if issubclass(kind, base)), {})

    def make(*sent, **files):
        return kind(*sent, **options, **files)

    assert not [name for name, field in make().fields.items() if isinstance(field, forms.IntegerField)], (
        "reads 1.000 as 1"
    )
    for wrong in WRONG:
        ours, theirs = errors_of(make, wrong, "vi"), errors_of(make, wrong, ELSEWHERE)
        assert without_stale(ours, like=ours) == without_stale(theirs, like=ours), f"{kind.__name__}: {wrong[:20]!r}"
