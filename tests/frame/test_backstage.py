"""The administrator's reference data are named in the language that is read."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from sessions.models import DoseRule
from sessions.models.reference import CERTAINTY_NAMES
from sessions.services import reference
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


@pytest.fixture
def administrator(client, db):
    client.force_login(member("quantri", "Đặng Quản", Role.ADMINISTRATOR))
    return client


def test_rules_are_told_in_words(administrator):
    reference.load()
    page = administrator.get("/admin/vaccination/doserule/").content.decode()
    assert "Vắc xin bất kỳ" in page and "Nhắc lại mũi 1" in page and "Theo báo chí, hướng dẫn" in page
    assert not re.findall(r">\s*(primary|booster|additional|press|unverified|Chọn [^<]* để xem)\s*<", page)
    rule = DoseRule.objects.get(previous="ABDALA", number=2)
    page = administrator.get(f"/admin/vaccination/doserule/{rule.pk}/change/").content.decode()
    assert "ABDALA → ABDALA: Mũi 2" in page and "Chưa kiểm chứng" in page
    assert set(DoseRule.objects.values_list("certainty", flat=True)) <= set(CERTAINTY_NAMES)
    found = administrator.get("/admin/vaccination/doserule/", {"certainty": "press"}).context["cl"].queryset
    assert {rule.certainty for rule in found} == {"press"}


def test_the_language_is_chosen_there_too(administrator):
    page = administrator.get("/admin/").content.decode()
    assert 'value="en"' in page and f'action="{reverse("language")}"' in page
    administrator.post(reverse("language"), {"language": "en", "next": "/admin/"})
    assert "Tiếng Việt" in administrator.get("/admin/").content.decode()


def in_english(words):
    with override("en"):
        return str(words)
