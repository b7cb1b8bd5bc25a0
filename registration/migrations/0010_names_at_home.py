"""By which a desk finds a name in its own district, built while the desks go on."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('registration', '0009_indexes_of_empty_columns'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into', None)), fields=['commune', 'folded_name'], include=('id',), name='person_home_name'),
        ),
    ]
