"""The gallery renders whole, in each shell and language."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from vaxportal import gallery


def request_by(user):
    request = RequestFactory().get("/ui/", {"sort": "name"})
    request.user = user
    return request


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("template", ["ui/citizen.html", "ui/staff.html", "ui/desk.html"])
def test_it_renders(template, language):
    with translation.override(language):
        html = render_to_string(template, gallery.content(), request_by(AnonymousUser()))
    assert f'<html lang="{language}"' in html
    assert "vx-button" in html
    assert "<c-" not in html, "a component was left uncompiled"
    assert "{{" not in html
    assert "{%" not in html


def test_errors_lead_to_their_fields():
    html = render_to_string("ui/citizen.html", gallery.content(), request_by(AnonymousUser()))
    assert 'href="#id_born_on"' in html
    assert 'id="id_born_on"' in html
    assert 'href="#id_sex_0"' in html
    assert 'id="id_sex_0"' in html
    assert 'aria-describedby="id_born_on_helptext id_born_on_error"' in html
    assert 'id="id_born_on_error"' in html


def test_a_sorted_column_turns_and_keeps_the_rest_of_the_address():
    request = RequestFactory().get("/ui/", {"group": "3", "page": "7"})
    request.user = AnonymousUser()
    html = render_to_string("ui/citizen.html", gallery.content(), request)
    assert 'aria-sort="ascending"' in html
    assert 'href="?group=3&amp;sort=-name"' in html
    assert 'href="?group=3&amp;page=8"' in html


def test_numbers_are_grouped_as_they_are_read():
    with translation.override("vi"):
        html = render_to_string("ui/staff.html", gallery.content(), request_by(AnonymousUser()))
    assert ">1.312<" in html
    assert 'max="5000"' in html, "attributes keep plain numbers"
