
import dauys.volunteers.models.people
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_bodies_of_the_office'),
        ('volunteers', '0007_campaigns'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OfficeKey',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('key_id', models.CharField(max_length=16, unique=True)),
                ('public', models.BinaryField(max_length=32)),
                ('made_at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=11, unique=True)),
                ('minutes', models.PositiveIntegerField()),
                ('tasks', models.PositiveIntegerField()),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('works', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('issued_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=12)),
                ('status_index', models.PositiveIntegerField()),
                ('holder_salt', models.CharField(blank=True, max_length=32)),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organization')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='volunteers.volunteer')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='volunteers.officekey')),
            ],
            bases=(dauys.volunteers.models.people.OfOffice, models.Model),
        ),
        migrations.AddIndex(
            model_name='officekey',
            index=models.Index(fields=['office', '-made_at'], name='key_of_office'),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(fields=['volunteer', '-issued_at'], name='certificate_of_volunteer'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gt', 0), ('tasks__gt', 0)), name='certificate_hours'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(('first_day__lte', models.F('last_day'))), name='certificate_days'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('revoked_at__isnull', True)), models.Q(('reason__in', ('hours', 'person', 'asked')), ('revoked_at__isnull', False)), _connector='OR'), name='certificate_revoked'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('key', 'status_index'), name='certificate_status_once'),
        ),
    ]
