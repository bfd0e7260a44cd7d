"""What was done to the office is read newest first, past millions of entries about cases."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_leaf_by_hash")]

    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(fields=["-id"], name="entry_of_no_case", condition=models.Q(case_id__isnull=True)),
        ),
    ]
