from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the table of doses is written meanwhile

    dependencies = [
        ('vaccination', '0006_live_desk'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='dose',
            index=models.Index(condition=models.Q(('vial__isnull', False)), fields=['vial'], name='dose_vial_set'),
        ),
        AddIndexConcurrently(
            model_name='dose',
            index=models.Index(condition=models.Q(('corrects__isnull', False)), fields=['corrects'], name='dose_corrects_set'),
        ),
    ]
