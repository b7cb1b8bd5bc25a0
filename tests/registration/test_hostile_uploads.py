"""Hostile files through the real doors, the page and REST: refused in words; and two hands at one file at once."""

import io
import re
import tracemalloc

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registration.imports.lists import work_on_lists
from registration.models import Person, Registration, WorkerList
from registration.rules.codes import ListIs
from registration.wording import WORDING
from tests.races import in_flight
from tests.registration.hostile import FILES
from tests.registration.lists import sheet, worker, workers
from vaxportal.core.ids import new_ref

MB = 1024 * 1024
REST = "/api/v1/lists/"
BOUNDARY = "xXxBOUNDARYxXx"
TOO_LARGE = "Tệp quá lớn. Chọn tệp không quá 20 MB hoặc chia thành nhiều tệp."
ONE_OF_EACH = {one.code: one for one in reversed(FILES) if one.name != "empty"}.values()


@pytest.fixture
def manager(client, company):
    client.force_login(company[1])
    return client


def page_of(company):
    return reverse("registration:list_new", args=[company[0].ref])


def told(company, **more):
    return {"ref": str(new_ref()), "organization": str(company[0].ref), **more}


class Sending(io.RawIOBase):
    """A body of a form with a file so large, made while it is read; looks meanwhile at what is kept on the disk."""

    def __init__(self, fields, size, folder, files=1):
        super().__init__()
        self.left, self.folder, self.kept = b"", folder, 0
        self.pieces = self._pieces(fields, size, files)
        part = len(self._head("file")) + size + 2
        named = sum(len(self._field(name, text)) for name, text in fields.items())
        self.length = named + files * part + len(f"--{BOUNDARY}--\r\n")

    def read(self, size=-1):
        while len(self.left) < (size if size >= 0 else 1 << 62) and (piece := next(self.pieces, None)):
            self.left += piece
        size = size if size >= 0 else len(self.left)
        given, self.left = self.left[:size], self.left[size:]
        self.kept = max(self.kept, sum(one.stat().st_size for one in self.folder.iterdir()))
        return given

    def _pieces(self, fields, size, files):
        for name, text in fields.items():
            yield self._field(name, text)
        for _file in range(files):
            yield self._head("file")
            for _piece in range(size // MB):
                yield bytes(MB)
            yield bytes(size % MB) + b"\r\n"
        yield f"--{BOUNDARY}--\r\n".encode()

    def _field(self, name, text):
        return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()

    def _head(self, name):
        about = f'Content-Disposition: form-data; name="{name}"; filename="a.xlsx"\r\nContent-Type: application/zip'
        return f"--{BOUNDARY}\r\n{about}\r\n\r\n".encode()


def send(client, address, fields, size, folder, **more):
    sending = Sending(fields, size, folder, **more)
    tracemalloc.start()
    try:
        answer = client.request(
            **{
                "REQUEST_METHOD": "POST",
                "PATH_INFO": address,
                "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
                "CONTENT_LENGTH": str(sending.length),
                "wsgi.input": sending,
            }
        )
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 * MB
    assert sending.kept <= settings.UPLOAD_MAX_BYTES + MB
    assert list(folder.iterdir()) == []
    return answer


@pytest.fixture
def folder(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("size", "files"), [(200 * MB, 1), (21 * MB, 1), (15 * MB, 3)])
def test_a_file_of_200_megabytes_is_refused_on_the_page_and_kept_nowhere(manager, company, folder, size, files):
    answer = send(manager, page_of(company), told(company), size, folder, files=files)
    assert (answer.status_code, TOO_LARGE in answer.content.decode()) == (422, True)
    assert not WorkerList.objects.exists()


@pytest.mark.parametrize(("size", "files"), [(200 * MB, 1), (21 * MB, 1), (15 * MB, 3)])
def test_a_file_of_200_megabytes_is_refused_by_rest_and_kept_nowhere(manager, company, folder, size, files):
    answer = send(manager, REST, told(company), size, folder, files=files)
    [problem] = answer.json()["problems"]
    assert (answer.status_code, problem["field"], problem["code"]) == (422, "file", ListIs.TOO_LARGE)
    assert problem["message"] == TOO_LARGE
    assert not WorkerList.objects.exists()


def test_who_is_not_logged_in_fills_no_disk(client, company, folder):
    answer = send(client, REST, told(company), 200 * MB, folder)
    assert answer.status_code in {401, 403}
    assert send(client, page_of(company), told(company), 200 * MB, folder).status_code == 302


def test_the_page_knows_the_limit_before_anything_is_sent(manager, company):
    page = manager.get(page_of(company)).content.decode()
    assert f'data-most="{20 * MB}"' in page and f'data-too-large="{TOO_LARGE}"' in page


def sentence_of(code):
    return re.escape(str(WORDING[code])).replace(r"\{rows\}", r"\d+").replace(r"\{megabytes\}", r"\d+")


@pytest.mark.parametrize("hostile", ONE_OF_EACH, ids=lambda one: one.name)
def test_a_hostile_file_ends_in_its_sentence_on_the_page(manager, company, hostile):
    given = told(company, file=SimpleUploadedFile("a.xlsx", hostile.make()))
    answer = manager.post(page_of(company), given)
    if answer.status_code == 303:
        work_on_lists()
        answer = manager.get(answer.url)
        assert WorkerList.objects.get().state == "failed"
    else:
        assert (answer.status_code, WorkerList.objects.count()) == (422, 0)
    assert re.search(sentence_of(hostile.code), answer.content.decode())


@pytest.mark.parametrize("hostile", ONE_OF_EACH, ids=lambda one: one.name)
def test_a_hostile_file_ends_in_its_code_in_rest(manager, company, hostile):
    body = told(company, file=SimpleUploadedFile("a.xlsx", hostile.make()))
    answer = manager.post(REST, body)
    if answer.status_code == 202:
        work_on_lists()
        shown = manager.get(f"{REST}{body['ref']}/").json()
        assert (shown["state"], shown["problem"]) == ("failed", hostile.code)
    else:
        [problem] = answer.json()["problems"]
        assert (answer.status_code, problem["field"]) == (422, "file")
        assert problem["code"] == hostile.code
        assert problem["message"]


def test_an_empty_file_is_refused_in_words(manager, company):
    answer = manager.post(page_of(company), told(company, file=SimpleUploadedFile("a.xlsx", b"")))
    [sentence] = answer.context["form"].errors["file"]
    assert (answer.status_code, sentence.isascii()) == (422, False)
    [problem] = manager.post(REST, told(company, file=SimpleUploadedFile("a.xlsx", b""))).json()["problems"]
    assert (problem["field"], problem["message"].isascii()) == ("file", False)


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


def posted(user, address, fields, content):
    return lambda: logged_in(user).post(address, fields | {"file": SimpleUploadedFile("a.xlsx", content)})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_one_click", [True, False])
def test_one_file_sent_twice_at_once_on_the_page_is_one_list(company, is_one_click):
    content, first = workers(3), told(company)
    second = first if is_one_click else told(company)
    one, other = in_flight(*(posted(company[1], page_of(company), given, content) for given in (first, second)))
    assert (one.status_code, other.status_code) == (303, 303 if is_one_click else 422)
    assert (one.headers.get("Location") == other.headers.get("Location")) == is_one_click
    assert WorkerList.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_one_click", [True, False])
def test_one_file_sent_twice_at_once_by_rest_is_one_list_and_each_person_one(company, is_one_click):
    content, first = workers(3), told(company)
    second = first if is_one_click else told(company)
    one, other = in_flight(*(posted(company[1], REST, given, content) for given in (first, second)))
    assert (one.status_code, other.status_code) == (202, 202 if is_one_click else 422)
    if is_one_click:
        assert one.json()["ref"] == other.json()["ref"]
    else:
        assert other.json()["problems"][0]["code"] == ListIs.ALREADY_UPLOADED
    work_on_lists()
    assert (WorkerList.objects.count(), Person.objects.count(), Registration.objects.count()) == (1, 3, 3)


@pytest.mark.django_db(transaction=True)
def test_columns_confirmed_twice_at_once_are_read_once(company):
    user = company[1]
    posted(user, page_of(company), told(company), workers(3))()
    work_on_lists()
    worker_list = WorkerList.objects.get()
    form = logged_in(user).get(reverse("registration:list_detail", args=[worker_list.ref])).context["form"]
    chosen = {name: "" if (value := form[name].value()) is None else value for name in form.fields}

    def confirm():
        return logged_in(user).post(reverse("registration:list_confirm", args=[worker_list.ref]), chosen)

    one, other = in_flight(confirm, confirm)
    assert (one.status_code, other.status_code) == (303, 303)
    work_on_lists()
    worker_list.refresh_from_db()
    assert (worker_list.state, worker_list.rows_accepted, Person.objects.count()) == ("done", 3, 3)
    assert Registration.objects.count() == 3


def test_a_file_of_another_organization_is_asked_about_before_anybody_is_registered(manager, company):
    rows = [[*worker(number), "Công ty CP Thủy sản Mỹ Thọ"] for number in (1, 2)]
    headings = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã nhóm", "Số điện thoại", "Số CCCD", "Mã xã")
    content = sheet(*rows, headings=(*headings, "Đơn vị công tác"))
    answer = manager.post(page_of(company), told(company, file=SimpleUploadedFile("a.xlsx", content)))
    work_on_lists()
    page = manager.get(answer.url).content.decode()
    assert "Công ty CP Thủy sản Mỹ Thọ" in page and "Bỏ tệp này" in page
    dropped = manager.post(reverse("registration:list_drop", args=[WorkerList.objects.get().ref]))
    assert (dropped.status_code, WorkerList.objects.get().content, Person.objects.count()) == (303, b"", 0)
