"""A worker list handed in through REST."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registration.imports.lists import work_on_lists
from registration.models import WorkerList, WorkerListRow
from tests.access.sides import foreign_side, own_side
from tests.api.day import Desk, codes
from tests.factories import PriorityGroupFactory
from vaxportal.accounts.roles import Role
from vaxportal.geography.services.loading import load

pytestmark = pytest.mark.django_db
CLEAN = Path(__file__).parents[1] / "data" / "worker_lists" / "clean_480.xlsx"


@pytest.fixture
def employer():
    side = own_side()
    return Desk(side.user(Role.ORGANIZATION_MANAGER)), side.organization


def hand_in(desk, organization, content, ref=None):
    body = {
        "ref": ref or str(uuid4()),
        "organization": str(organization.ref),
        "file": SimpleUploadedFile("danh-sach.xlsx", content),
    }
    return desk.client.post("/api/v1/lists/", body, format="multipart")


def test_a_hostile_file_is_refused_with_a_sentence(employer):
    desk, organization = employer
    [(field, code)] = codes(hand_in(desk, organization, b"PK\x03\x04 not a workbook"))
    assert (field, code) == ("file", "list_not_a_workbook")


def test_a_list_is_taken_once_and_answered_row_by_row(employer):
    desk, organization = employer
    load()
    for code in range(1, 17):
        PriorityGroupFactory(code=code)
    ref = str(uuid4())
    first = hand_in(desk, organization, CLEAN.read_bytes(), ref)
    assert first.status_code == 202, first.content
    assert hand_in(desk, organization, CLEAN.read_bytes(), ref).json()["ref"] == ref
    work_on_lists(seconds=60)
    shown = desk.get(f"lists/{ref}/").json()
    assert (shown["state"], shown["rows_accepted"], shown["rows_refused"]) == ("done", 480, 0)
    rows = desk.get(f"lists/{ref}/rows/", page_size=500).json()
    assert rows["count"] == 480
    assert {row["outcome"] for row in rows["results"]} == {"accepted"}


def test_a_refused_row_says_why(employer):
    desk, organization = employer
    by = organization.members.get().user
    worker_list = WorkerList.objects.create(
        organization=organization, file_name="a.xlsx", content=b"", uploaded_by=by, digest="a"
    )
    problem = {"field": "phone", "code": "phone_length", "facts": {"digits": 3}}
    WorkerListRow.objects.create(worker_list=worker_list, number=10, outcome="refused", problems=[problem])
    [row] = desk.get(f"lists/{worker_list.ref}/rows/").json()["results"]
    said = "Số này có 3 chữ số. Số di động có 10 chữ số, bắt đầu bằng 0."
    assert row["problems"] == [{"field": "phone", "code": "phone_length", "message": said}]


def test_a_manager_finds_the_organization_to_hand_in_for(employer):
    desk, organization = employer
    [mine] = desk.get("organizations/").json()["results"]
    assert (mine["ref"], mine["state"]) == (str(organization.ref), "approved")
    assert codes(hand_in(desk, foreign_side().organization, b"x")) == {("organization", "unknown")}


def test_what_the_upload_takes_is_said(employer):
    desk, _organization = employer
    [problem] = desk.post("lists/", ref=str(uuid4())).json()["problems"]
    assert problem["message"] == "Gửi nội dung dạng multipart/form-data."


def test_the_list_of_another_organization_is_not_there(employer, stranger):
    _desk, organization = employer
    assert Desk(stranger).get("lists/").status_code == 404
    assert hand_in(Desk(stranger), organization, b"x").status_code == 404
