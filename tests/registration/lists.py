"""Worker lists for tests: the sample files, and small ones made on the spot."""

import io
from pathlib import Path
from random import Random

import openpyxl

from registration.imports.lists import upload_list, work_on_lists
from registration.models import Organization, OrganizationMember
from tests.factories import MembershipFactory, UserFactory
from vaxportal.accounts.roles import Role
from vaxportal.core.ids import new_ref
from vaxportal.core.text import fold

SAMPLES = Path(__file__).parents[1] / "data/worker_lists"
HEADINGS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã nhóm", "Số điện thoại", "Số CCCD", "Mã xã")


def sample(name):
    return (SAMPLES / f"{name}.xlsx").read_bytes()


FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi")
MIDDLE = ("Thị", "Ngọc", "Thanh", "Kim", "Thu", "Hồng", "Cẩm", "Bích", "Mỹ", "Diễm")
GIVEN = ("Lan", "Hương", "Bích", "Thủy", "Dung", "Oanh", "Quyên", "Phượng", "Nguyệt", "Xuân", "Hạnh", "Mỹ Duyên")


def worker(number, **change):
    """Whoever has another number is somebody else at first sight: another name, birth date and phone."""
    chance = Random(number)
    row = {
        "row": number,
        "name": f"{FAMILY[number // 120 % 8]} {MIDDLE[number // 12 % 10]} {GIVEN[number % 12]}",
        "born": f"{number % 28 + 1:02d}/{number // 28 % 12 + 1:02d}/1985",
        "sex": "1",
        "group": "13",
        "phone": f"09{chance.choice('0123467')}{chance.randrange(10_000_000):07d}",
        "id": f"087185{chance.randrange(1_000_000):06d}",
        "commune": "30076",
    }
    return list((row | change).values())


def sheet(*rows, headings=HEADINGS):
    book = openpyxl.Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workers(count, start=1):
    return sheet(*(worker(number) for number in range(start, start + count)))


def make_organization(commune, *, username="manager", name="Công ty May Sa Đéc", **given):
    """An approved company with one manager."""
    user = UserFactory(username=username, phone="+84912000111" if username == "manager" else "")
    MembershipFactory(user=user, role=Role.ORGANIZATION_MANAGER)
    organization = Organization.objects.create(
        **{"name": name, "folded_name": fold(name), "kind": "company", "commune": commune, "contact_name": "Lê An"}
        | {"state": "approved", "created_by": user}
        | given
    )
    OrganizationMember.objects.create(organization=organization, user=user)
    return organization, user


def handed_in(company, content, **given):
    """`company`: an organization with its manager, as `make_organization` answers."""
    organization, by = company
    told = {"organization": organization, "file_name": "danh-sach.xlsx", "content": content, "ref": new_ref(), "by": by}
    return upload_list(**(told | {"starts_by_itself": True} | given))


def read(company, content, **given):
    """Handed in, and read to its end."""
    worker_list = handed_in(company, content, **given)
    work_on_lists()
    worker_list.refresh_from_db()
    return worker_list
