"""The audit trail speaks in words: every act, record and fact that the code writes down has some."""

import ast

import pytest
from django.apps import apps
from django.urls import reverse

from registration.rules.codes import ListIs
from registration.services.given import Taken
from registration.services.list_reading import COUNTERS
from registration.services.search import Kind
from sessions.models import StockMovement
from sessions.rules import codes
from sessions.rules.states import FINAL, Outcome
from tests.conftest import member
from tests.test_consistency import sources
from vaxportal.accounts.actions import GROUPS, WORDS
from vaxportal.accounts.roles import Role
from vaxportal.audit.record import record
from vaxportal.audited import FACTS, FAILURES, LIFTED, SUBJECTS, VALUES, facts_in_words

MADE_AT_RUN_TIME = {  # the act says what came of it
    "appointment.{}": FINAL - {Outcome.INJECTED},
    "organization.{}": {"approved", "refused"},
    "reference.{}_added": {"dose_rule", "vaccine"},
    "reference.{}_changed": {"dose_rule", "vaccine"},
    "stock.{}": set(StockMovement.Kind),
}
NO_SUBJECT = {
    "membership",
    "message",
    "onetimecode",
    "publicdraft",
    "reporteddose",
    "screening",
    "sitetoken",
    "slot",
    "station",
}
NESTED = {"about", "columns", "counts"}  # their parts have names
OF_THE_ENTRY = {"by", "action", "subject", "purpose", "reason"}
OF_ONE_UPLOAD = {ListIs.FORMULA_CELL, ListIs.DUPLICATE, ListIs.ALREADY_UPLOADED, ListIs.REF_REUSED}  # told at once


def calls(*names):
    for path in sources():
        if path.parts[-2:] != ("audit", "record.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                    yield path.name, node


def acts_of(node):
    if isinstance(node, ast.IfExp):
        return acts_of(node.body) | acts_of(node.orelse)
    if isinstance(node, ast.JoinedStr):
        shape = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return {shape.format(value) for value in MADE_AT_RUN_TIME[shape]}
    return {node.value}


def facts_of(call):
    for given in call.keywords:
        if given.arg is not None:
            yield given.arg
        else:  # the counters of a list are the only ones that are not written out
            assert ast.unparse(given.value.generators[0].iter) == "COUNTERS"
            yield from COUNTERS


def test_every_act_in_the_code_has_words():
    acts = set().union(*(acts_of(call.args[1]) for _, call in calls("record", "entry_of")))
    assert len(acts) > 70
    assert sorted(acts - set(WORDS)) == []
    assert {act.partition(".")[0] for act in acts} - {"registrations"} <= set(GROUPS)


def test_every_fact_in_the_code_has_a_name():
    facts = {fact for _, call in calls("record", "entry_of") for fact in facts_of(call)} - OF_THE_ENTRY - NESTED
    assert len(facts) > 25
    assert sorted((facts | set(Taken)) - set(FACTS)) == []


def test_every_kind_of_record_has_a_name():
    ours = [model for model in apps.get_models() if not hasattr(model, "pgh_tracked_model")]
    named = {model._meta.model_name for model in ours if any(field.name == "ref" for field in model._meta.fields)}
    assert sorted(named - NO_SUBJECT) == sorted(SUBJECTS)


def test_every_warning_that_a_reason_lifts_has_words():
    found = set()
    for path, call in calls("Problem"):
        if path in {"doses.py", "desk.py", "closing.py"} and any(one.arg == "overridable" for one in call.keywords):
            kind, _, name = ast.unparse(call.args[0]).partition(".")
            found |= {getattr(getattr(codes, kind), name)} if kind in {"DoseIs", "DeskIs"} else set()
    assert len(found) > 5 and found == set(LIFTED)


def test_every_value_of_a_coded_fact_has_words():
    assert set(FAILURES) == set(ListIs) - OF_ONE_UPLOAD
    assert set(VALUES["kind"]) == set(Kind)
    assert set(VALUES["role"]) == set(Role)
    assert set(VALUES["outcome"]) >= FINAL


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"planned_late": False, "people": 1600}, [("Công bố muộn", "Không"), ("Số người", "1.600")]),
        ({"overridden": ["too_soon", "no_matching_rule"]}, "Tiêm sớm hơn quy định, Chưa có quy định tiêm trộn"),
        ({"overridden": [], "only": "", "unit": None}, []),
        ({"day": "2021-09-21"}, "21/09/2021"),
        ({"made_at": "2021-09-21T02:05:00+00:00"}, "09:05 21/09/2021"),
        ({"counts": {"created": 3, "linked": 0, "refused": 1}}, [("Đăng ký mới", "3"), ("Bị từ chối", "1")]),
        ({"outcome": "deferred", "with_caution": True}, [("Kết quả", "Trì hoãn"), ("Thận trọng khi tiêm", "Có")]),
        ({"code": "87229"}, "87229"),
    ],
)
def test_facts_are_read_as_words(facts, told):
    found = facts_in_words(facts)
    assert ([value for _, value in found] == [told]) if isinstance(told, str) else found == told


@pytest.mark.django_db
def test_the_page_shows_words_and_no_code(client, facility, lead):
    record(lead, "registrations.seen", people=16)
    record(lead, "facility.closed", facility, on="2021-09-21")
    client.force_login(member("thanh-tra", "Đặng Thị Thanh Tra", Role.AUDITOR))
    page = client.get(reverse("accounts:audit_list")).content.decode()
    assert "Xem danh sách người chờ" in page and "Số người:</span> 16" in page
    assert "Điểm tiêm" in page and "21/09/2021" in page
    assert not any(code in page for code in ("people=", "registrations.seen", "facility.closed", ">facility<"))
