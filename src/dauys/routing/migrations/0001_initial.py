import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0005_lists_tables_calendar_forwards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Bulk',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('verb', models.CharField(max_length=8)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='BulkRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(max_length=8)),
                ('assignee_before', models.UUIDField(null=True)),
                ('confirmed_before', models.BooleanField()),
                ('changed_at', models.DateTimeField()),
                ('bulk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='routing.bulk')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.obligation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='bulk',
            constraint=models.CheckConstraint(condition=models.Q(('verb__in', ('take', 'give', 'settle'))), name='bulk_verb'),
        ),
        migrations.AddConstraint(
            model_name='bulkrow',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ('done', 'refused', 'undone', 'kept'))), name='bulk_row_outcome'),
        ),
        migrations.AddConstraint(
            model_name='bulkrow',
            constraint=models.UniqueConstraint(fields=('bulk', 'obligation'), name='bulk_row_once'),
        ),
    ]
