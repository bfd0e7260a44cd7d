"""Whether the author lets their words be shown without their name, and since when they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_main_and_supporters")]

    operations = [
        migrations.AddField("case", "publish_wanted", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("case", "published_at", models.DateTimeField(null=True)),
    ]
