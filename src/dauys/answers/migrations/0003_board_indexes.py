from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("answers", "0002_together"),
        ('cases', '0005_lists_tables_calendar_forwards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(condition=models.Q(('state', 'sent')), fields=['sent_at'], name='answer_sent'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(condition=models.Q(("returns__gt", 0), ("state__in", ["draft", "returned"])), fields=['obligation'], name='answer_returned'),
        ),
        migrations.AddIndex(
            model_name='rating',
            index=models.Index(condition=models.Q(('score__lte', 2)), fields=['at'], name='rating_low'),
        ),
    ]
