"""Indexes by which people are found again, built while the desks go on; the key of every name that stands already."""

import pgtrigger
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import registration.rules.codes
from registration.models.people import name_key

BATCH = 5_000
APART = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS person_once_without_number_new ON registration_person (twin_lookup)
WHERE id_lookup IS NULL AND merged_into_id IS NULL AND NOT stands_apart
"""


def fill_name_keys(apps, schema_editor):
    """In batches, each by itself; no history of it, for nobody has changed anything about a person."""
    person = apps.get_model("registration", "Person")
    while rows := list(person.objects.filter(name_key=None).order_by("pk").only("pk", "folded_name")[:BATCH]):
        for row in rows:
            row.name_key = name_key(row.folded_name)
        with pgtrigger.ignore("registration.Person:update_update"):
            person.objects.bulk_update(rows, ["name_key"], batch_size=1_000)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('registration', '0007_worker_lists'),
    ]

    operations = [
        migrations.RunPython(fill_name_keys, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name='person',
            index=models.Index(condition=models.Q(('account__isnull', False)), fields=['account'], name='person_account_set'),
        ),
        AddIndexConcurrently(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='person_merged_into_set'),
        ),
        AddIndexConcurrently(
            model_name='person',
            index=models.Index(fields=['name_key', 'born_on'], name='person_name_day'),
        ),
        AddIndexConcurrently(
            model_name='person',
            index=models.Index(fields=['phone_lookup', 'born_on', 'name_key'], name='person_phone_day_name'),
        ),
        AddIndexConcurrently(
            model_name='registration',
            index=models.Index(condition=models.Q(('registrant__isnull', False)), fields=['registrant'], name='registration_registrant_set'),
        ),
        AddIndexConcurrently(
            model_name='registration',
            index=models.Index(condition=models.Q(('registrant_phone_lookup__isnull', False)), fields=['registrant_phone_lookup'], name='registration_registrant_phone_'),
        ),
        AddIndexConcurrently(
            model_name='registration',
            index=models.Index(condition=models.Q(('organization__isnull', False)), fields=['organization'], name='registration_organization_set'),
        ),
        AddIndexConcurrently(
            model_name='registration',
            index=models.Index(condition=models.Q(('worker_list__isnull', False)), fields=['worker_list'], name='registration_worker_list_set'),
        ),
        AddIndexConcurrently(
            model_name='registration',
            index=models.Index(condition=models.Q(('behind__isnull', False)), fields=['behind'], name='registration_behind_set'),
        ),
        AddIndexConcurrently(
            model_name='reporteddose',
            index=models.Index(condition=models.Q(('worker_list__isnull', False)), fields=['worker_list'], name='reported_dose_worker_list_set'),
        ),
        AddIndexConcurrently(
            model_name='workerlistrow',
            index=models.Index(fields=['content_key'], name='worker_list_row_content'),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name='person',
                    name='person_once_without_number',
                ),
                migrations.AddConstraint(
                    model_name='person',
                    constraint=models.UniqueConstraint(condition=models.Q(('id_lookup', None), ('merged_into', None), ('stands_apart', False)), fields=('twin_lookup',), name='person_once_without_number', violation_error_code=registration.rules.codes.PersonIs['ALREADY_KNOWN'], violation_error_message='Người này đã có trong hệ thống.'),
                ),
            ],
            database_operations=[
                migrations.RunSQL(APART, "DROP INDEX IF EXISTS person_once_without_number_new"),
                migrations.RunSQL("DROP INDEX IF EXISTS person_once_without_number", migrations.RunSQL.noop),
                migrations.RunSQL(
                    "ALTER INDEX person_once_without_number_new RENAME TO person_once_without_number",
                    "ALTER INDEX person_once_without_number RENAME TO person_once_without_number_new",
                ),
            ],
        ),
    ]
