"""The administrator's reference data are named in the language that is read."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.conftest import member
from vaxportal.accounts.roles import Role
from vaxportal.backstage.registry import site

MODELS = sorted(site._registry, key=lambda model: model.__name__)
UNSPOKEN = {"id", "ref"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_and_column_has_a_name_in_both_languages(model):
    told = [model._meta.verbose_name, model._meta.verbose_name_plural, model._meta.app_config.verbose_name]
    fields = [field for field in model._meta.concrete_fields if field.name not in UNSPOKEN]
    assert not [field.name for field in fields if field.verbose_name == field.name.replace("_", " ")]
    for words in (*told, *(field.verbose_name for field in fields)):
        assert str(words) != in_english(words), f"{words} is not translated"


def test_the_password_is_changed_where_everybody_changes_it(client, db):
    client.force_login(member("quantri", "Đặng Quản", Role.ADMINISTRATOR))
    assert client.get("/admin/password_change/").url == reverse("account_change_password")


def in_english(words):
    with override("en"):
        return str(words)
