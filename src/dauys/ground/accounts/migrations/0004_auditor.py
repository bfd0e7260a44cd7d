"""One more role."""

from django.db import migrations, models

ROLES = ("clerk", "officer", "supervisor", "head", "controller", "administrator", "auditor")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_invitation_deputy")]

    operations = [
        migrations.RemoveConstraint("rolegrant", "grant_role"),
        migrations.AddConstraint(
            "rolegrant", models.CheckConstraint(name="grant_role", condition=models.Q(role__in=ROLES))
        ),
    ]
