"""The short forms around a public registration: begin, send the code, type the code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vaxportal.core.forms import Form


class BeginForm(Form):
    """Only a button: a draft is made by POST, because looking at a page writes nothing."""

    begin = forms.CharField(widget=forms.HiddenInput, initial="1")


class SendForm(Form):
    send = forms.CharField(widget=forms.HiddenInput, initial="1")


class CodeForm(Form):
    code = forms.CharField(
        label=_("Mã xác nhận 6 chữ số"),
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "one-time-code", "data-width": "code", "maxlength": "8"}
        ),
    )
