"""What Django and its REST framework say to people by themselves, they say in Vietnamese."""

import inspect
from collections.abc import Iterator

import pytest
from django import forms
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core import validators
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import override
from rest_framework import fields, serializers

# parts that no form of ours has
OURS_NEVER = {"ManagementForm", "inline value", "hyperlink", "pk", "slug_name", "Incorrect type"}


def said() -> Iterator[object]:
    for module in (forms.fields, forms.models, fields, serializers):
        for _name, one in inspect.getmembers(module, inspect.isclass):
            yield from (getattr(one, "default_error_messages", None) or {}).values()
    for _name, one in inspect.getmembers(validators, inspect.isclass):
        yield getattr(one, "message", None)


def in_language(words: object, language: str) -> str:
    with override(language):
        return str(words)


ENGLISH = {in_language(words, "en"): words for words in said() if isinstance(words, Promise)}
HEARD = {
    english: words for english, words in ENGLISH.items() if english and not any(no in english for no in OURS_NEVER)
}


def test_fields_and_validators_speak_vietnamese():
    assert len(HEARD) > 60
    assert [english for english, words in HEARD.items() if in_language(words, "vi") == english] == []


def test_a_short_password_is_told_in_vietnamese():
    with override("vi"), pytest.raises(ValidationError, match="Mật khẩu quá ngắn"):
        MinimumLengthValidator(min_length=10).validate("ngắn")
