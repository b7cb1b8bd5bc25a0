"""Tokens of an earlier version were kept in clear by the REST framework; here they become hashes, and keep working."""

from django.db import migrations

from vaxportal.core import crypto

OLD = "authtoken_token"
NAME = ""  # as those that are asked for by REST


def move(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if OLD not in schema_editor.connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT user_id, key, created FROM {OLD}")
        kept = cursor.fetchall()
        cursor.execute(f"DROP TABLE {OLD}")
    site_tokens = apps.get_model("accounts", "SiteToken").objects
    for user, key, made_at in kept:
        site_tokens.create(user_id=user, name=NAME, key_lookup=crypto.lookup(key), made_at=made_at)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_site_tokens")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
