"""What the models promise stands in the database: a migration can lose an index without a word."""

import pytest
from django.apps import apps
from django.db import connection

OURS = {"registration", "vaccination", "reporting", "accounts", "audit", "geography", "messaging"}


def promised():
    for model in apps.get_models():
        if model._meta.app_label in OURS and model._meta.managed:
            for one in (*model._meta.constraints, *model._meta.indexes):
                yield model._meta.db_table, one.name


@pytest.mark.django_db
def test_every_constraint_and_index_of_the_models_stands_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'")
        there = set(cursor.fetchall())
        cursor.execute("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conrelid <> 0")
        there |= set(cursor.fetchall())
    missing = sorted(set(promised()) - there)
    assert missing == []
    assert ("registration_person", "person_once_without_number") in set(promised())
