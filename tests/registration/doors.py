"""The doors through which a person is registered, each told in the words of the forms."""

from uuid import uuid4

from django.test import Client
from django.urls import reverse
from tablib import Dataset

from registration.api.serializers import place_of
from registration.imports.lists import upload_list, work_on_lists
from registration.imports.resource import WorkersResource
from registration.rules.lists import LIST_FIELDS
from tests.api.day import Desk
from tests.registration.lists import sheet
from vaxportal.core.ids import new_ref

HEADINGS = {  # of a list, and what the form calls it
    "Họ và tên": "full_name",
    "Ngày sinh": "born_on",
    "Giới tính": "sex",
    "Mã nhóm ưu tiên": "priority_group",
    "Đơn vị công tác": "workplace",
    "Số điện thoại": "phone",
    "Email": "email",
    "Số CMT/CCCD": "id_number",
    "Số thẻ BHYT": "bhyt",
    "Mã xã": "commune",
    "Địa chỉ": "address",
    "Vắc xin mũi 1": "earlier_1_vaccine",
    "Ngày tiêm mũi 1": "earlier_1_given_on",
    "Vắc xin mũi 2": "earlier_2_vaccine",
    "Ngày tiêm mũi 2": "earlier_2_given_on",
}
OF_LIST = {column: field for field, column in LIST_FIELDS.items()}
OF_WISH = {"wished_on": "on", "wished_vaccine": "vaccine", "half_day": "half_day", "wished_dose": "dose"}
OF_PERSON = {name for name in HEADINGS.values() if not name.startswith("earlier")} | {
    *("occupation", "ethnicity", "nationality", "guardian_name", "missing_reason"),
}


class Browser:
    """The page of staff who register somebody on the spot."""

    name = "browser"

    def __init__(self, nurse, _company):
        self.client = Client()
        self.client.force_login(nurse)

    def register(self, told):
        response = self.client.post(reverse("registration:person_new"), {"province": "87", "district": "873", **told})
        if response.status_code == 303:
            return set()
        errors = response.context["form"].errors.as_data()
        return {(field.replace("__all__", ""), one.code) for field, found in errors.items() for one in found}


class Rest:
    name = "rest"

    def __init__(self, nurse, _company):
        self.desk = Desk(nurse)

    def register(self, told):
        person = {name: value for name, value in told.items() if name in OF_PERSON}
        if "commune" in person:
            person["commune_code"] = person.pop("commune")
        if person.get("priority_group", "").isdecimal():
            person["priority_group"] = int(person["priority_group"])
        body = {"ref": str(uuid4()), "person": person}
        if wish := self._wish(told):
            body["wish"] = wish
        body |= {name: told[name] for name in ("ref", "same_as", "somebody_else") if name in told}
        if history := {name[9:]: told[name] for name in told if name.startswith("question_")}:
            body["history"] = history
        response = self.desk.post("registrations/", **body)
        if response.status_code in {200, 201}:
            return set()
        places = {place_of(field): field for field in FIELDS}
        return {(places.get(one["field"], one["field"]), one["code"]) for one in response.json()["problems"]}

    def _wish(self, told):
        wish = {OF_WISH[name]: value for name, value in told.items() if name in OF_WISH}
        doses = [
            {part: told.get(f"earlier_{number}_{part}", "") for part in ("vaccine", "given_on")}
            for number in range(1, 9)
            if any(name.startswith(f"earlier_{number}_") for name in told)
        ]
        return ({"dose": "next", "earlier": doses} if doses else {}) | wish


class Public:
    """The pages on which somebody registers themselves, each sent; nobody is taken in before a code is typed."""

    name = "public"
    pages = {
        "for-whom": ("for_whom",),
        "registrant": ("registrant_name", "registrant_phone", "relation"),
        "dose": ("wished_dose",),
        "identity": ("full_name", "born_on", "sex"),
        "numbers": ("id_number", "bhyt", "ethnicity", "nationality"),
        "contact": ("phone", "email", "guardian_name"),
        "home": ("province", "district", "commune", "address"),
        "work": ("priority_group", "occupation", "workplace"),
        "wish": ("wished_on", "half_day"),
        "earlier": tuple(f"earlier_{number}_{part}" for number in (1, 2, 3) for part in ("vaccine", "given_on")),
        "history": tuple(f"question_{number}" for number in range(1, 13)),
        "consent": ("agreed",),
    }

    def __init__(self, _nurse, _company):
        self.client = Client()
        self.client.post(reverse("registration:registration_start"), {"begin": "1"})

    def register(self, told):
        dose = "next" if any(name.startswith("earlier_") for name in told) else "first"
        usual = {"for_whom": "self", "wished_dose": dose, "nationality": "VN", "half_day": "morning", "agreed": "on"}
        usual |= {"province": "87", "district": "873"} | {f"question_{number}": "no" for number in range(1, 13)}
        told = usual | told
        skipped = {"registrant": told["for_whom"] == "self", "earlier": dose == "first"}
        found = set()
        for page, names in self.pages.items():
            if skipped.get(page):
                continue
            answers = {name: told[name] for name in names if name in told}
            response = self.client.post(reverse("registration:registration_page", args=[page]), answers)
            if response.status_code != 303:
                errors = response.context["form"].errors.as_data()
                found |= {(field, one.code) for field, ones in errors.items() for one in ones}
        return found


class Excel:
    """A workbook, handed in and read by the worker."""

    name = "excel"

    def __init__(self, _nurse, company):
        self.organization, self.by = company

    def register(self, told):
        worker_list = upload_list(
            organization=self.organization,
            file_name="danh-sach.xlsx",
            content=sheet(as_row(told), headings=tuple(HEADINGS)),
            ref=new_ref(),
            by=self.by,
            starts_by_itself=True,
        )
        work_on_lists()
        [row] = worker_list.rows.all()
        return {(OF_LIST.get(one["field"], one["field"]), one["code"]) for one in row.problems}


class Library:
    """django-import-export's own import."""

    name = "library"

    def __init__(self, _nurse, company):
        self.organization, self.by = company

    def register(self, told):
        resource = WorkersResource(organization=self.organization, by=self.by)
        result = resource.import_data(Dataset(as_row(told), headers=tuple(HEADINGS)), raise_errors=True)
        [row] = result.rows
        return {(OF_LIST.get(one.field, one.field), one.code) for one in row.problems}


DOORS = (Browser, Public, Rest, Excel, Library)
FIELDS = {
    *OF_PERSON,
    *OF_WISH,
    *("earlier", "ref", *(f"question_{number}" for number in range(1, 13))),
    *(f"earlier_{number}_{part}" for number in range(1, 9) for part in ("vaccine", "given_on")),
}


def as_row(told):
    """As the national form writes it."""
    row = {**told, "sex": {"F": "1", "M": "0"}.get(told["sex"], told["sex"])}
    return [row.get(field, "") for field in HEADINGS.values()]
