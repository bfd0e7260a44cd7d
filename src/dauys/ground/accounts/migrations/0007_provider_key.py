from django.db import migrations, models


class Once(migrations.AddConstraint):
    expands = "the old program leaves the column empty, and empty ones are not counted"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_passkey")]

    operations = [
        migrations.AddField(
            "user", "provider_key", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        Once(
            "user",
            models.UniqueConstraint(
                condition=models.Q(("provider_key", ""), _negated=True),
                fields=("provider_key",),
                name="user_provider_key_once",
            ),
        ),
    ]
