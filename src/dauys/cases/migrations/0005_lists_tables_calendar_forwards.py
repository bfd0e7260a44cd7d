import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class CountForwards(migrations.RunSQL):
    expands = "fills a new column that the release before it does not know"


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0004_publish"),
        ('directory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=4)),
                ('query', models.CharField(blank=True, max_length=300)),
                ('language', models.CharField(max_length=8)),
                ('state', models.CharField(default='waiting', max_length=8)),
                ('reason', models.CharField(blank=True, max_length=8)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(null=True)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('beat_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SavedList',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('query', models.CharField(max_length=300)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='obligation',
            name='forwards',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('state__in', ('new', 'assigned', 'in_work', 'in_approval'))), fields=['owner', '-received_at', '-id'], name='obligation_body_newest'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('state__in', ('new', 'assigned', 'in_work', 'in_approval'))), fields=['-received_at', '-id'], name='obligation_newest'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='export',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedlist',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['user', '-asked_at'], name='export_of_user'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['asked_at'], name='export_waiting'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ['csv', 'xlsx'])), name='export_form'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'running', 'done', 'failed'))), name='export_state'),
        ),
        migrations.AddConstraint(
            model_name='savedlist',
            constraint=models.UniqueConstraint(fields=('user', 'name'), name='saved_list_name_once'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('state__in', ('new', 'assigned', 'in_work', 'in_approval')), ('forwards__gte', 2)), fields=['-forwards', 'due_at', 'id'], name='obligation_forwarded'),
        ),
        # Every obligation that was given to another body before this column was there.
        CountForwards(
            "UPDATE cases_obligation o SET forwards = e.n FROM (SELECT obligation_id, COUNT(*) AS n "
            "FROM journal_entry WHERE verb = 'cases.change_owner' GROUP BY obligation_id) e "
            "WHERE e.obligation_id = o.id",
            migrations.RunSQL.noop,
        ),
    ]
