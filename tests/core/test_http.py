"""page() gives the whole page, or the part that htmx asked for."""

import pytest
from django import forms
from django.test import RequestFactory
from django.test.utils import override_settings

from vaxportal.core.http import page, see_other

TEMPLATE = "<html><body>{% partialdef rows inline %}<p>{{ word }}</p>{% endpartialdef %}</body></html>"
LOADERS = [("template_partials.loader.Loader", [("django.template.loaders.locmem.Loader", {"t.html": TEMPLATE})])]
BUILTINS = ["template_partials.templatetags.partials"]
ENGINE = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": LOADERS, "builtins": BUILTINS},
    }
]


class Small(forms.Form):
    name = forms.CharField()


@pytest.fixture(autouse=True)
def _templates():
    with override_settings(TEMPLATES=ENGINE):
        yield


def ask(**headers):
    return RequestFactory().get("/people/?page=2", headers=headers)


def test_a_browser_gets_the_whole_page():
    response = page(ask(), "t.html", {"word": "Ẩn"})
    assert response.content.decode() == "<html><body><p>Ẩn</p></body></html>"
    assert response.headers["Vary"] == "HX-Request, HX-Target"


def test_htmx_gets_the_partial_named_like_its_target():
    response = page(ask(**{"HX-Request": "true", "HX-Target": "rows"}), "t.html", {"word": "Ẩn"})
    assert response.content.decode() == "<p>Ẩn</p>"


def test_a_swap_gives_the_same_as_the_whole_page():
    part = page(ask(**{"HX-Request": "true", "HX-Target": "rows"}), "t.html", {"word": "Ẩn"}).content.decode()
    assert part in page(ask(), "t.html", {"word": "Ẩn"}).content.decode()


@pytest.mark.parametrize("target", ["nothing", "../x", "rows#rows", "a" * 99])
def test_a_target_without_a_partial_leads_to_the_whole_page(target):
    response = page(ask(**{"HX-Request": "true", "HX-Target": target}), "t.html", {"word": "Ẩn"})
    assert response.headers["HX-Redirect"] == "/people/?page=2"


def test_wrong_input_answers_422():
    request = RequestFactory().post("/people/", {})
    assert page(request, "t.html", {"form": Small({})}).status_code == 422
    assert page(request, "t.html", {"form": Small({"name": "An"})}).status_code == 200
    assert page(ask(), "t.html", {"form": Small({})}).status_code == 200


def test_a_write_leads_on_with_303():
    response = see_other("home")
    assert (response.status_code, response.url) == (303, "/")
