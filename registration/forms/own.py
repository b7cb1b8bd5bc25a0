"""What citizens may change themselves: contact data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registration.forms.wizard import PHONE
from registration.models import Person
from registration.services.contact import ContactGiven
from vaxportal.core.forms import Form, TidyField
from vaxportal.core.phones import Phone, read_phone


class ContactChangeForm(Form):
    phone = forms.CharField(label=_("Số điện thoại di động"), widget=forms.TextInput(PHONE), required=False)
    email = forms.CharField(
        label=_("Thư điện tử"),
        required=False,
        widget=forms.TextInput({"inputmode": "email", "autocomplete": "email"}),
    )
    address = TidyField(label=_("Số nhà, đường, ấp, khóm"), required=False)

    def __init__(self, *args: Any, needs_phone: bool = False, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.fields["phone"].required = needs_phone

    @staticmethod
    def told_of(person: Person) -> dict[str, str]:
        phone = read_phone(person.phone)
        national = phone.national if isinstance(phone, Phone) else person.phone
        return {"phone": national, "email": person.email, "address": person.address}

    def arguments(self) -> dict[str, Any]:
        return {"given": ContactGiven(**self.cleaned_data)}


class ConfirmForm(Form):
    """A check page's only button."""

    confirm = forms.CharField(widget=forms.HiddenInput, initial="1")
