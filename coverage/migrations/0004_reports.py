import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kit.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('coverage', '0003_assignments_and_reminders'),
        ('workforce', '0005_absences'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='target',
            name='excused',
            field=models.JSONField(blank=True, default=list, verbose_name='not counted while away for'),
        ),
        migrations.CreateModel(
            name='ReportJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('yearly', 'yearly report'), ('monthly', 'monthly report'), ('ad_hoc', 'report over days of your choice')], max_length=10, verbose_name='kind')),
                ('since', models.DateField(verbose_name='counted from the end of')),
                ('day', models.DateField(verbose_name='counted at the end of')),
                ('head', models.JSONField(verbose_name='head and foot')),
                ('with_people', models.BooleanField(verbose_name='with the names of people')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('making', 'being made'), ('done', 'done'), ('failed', 'failed')], default='waiting', max_length=10, verbose_name='state')),
                ('done', models.PositiveSmallIntegerField(default=0, verbose_name='steps done')),
                ('steps', models.PositiveSmallIntegerField(default=1, verbose_name='steps')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('last_error', models.CharField(blank=True, max_length=500, verbose_name='last error')),
                ('at', models.DateTimeField(verbose_name='ordered at')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='taken at')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.agency', verbose_name='agency')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ordered by')),
            ],
            options={
                'verbose_name': 'report in the making',
                'verbose_name_plural': 'reports in the making',
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('yearly', 'yearly report'), ('monthly', 'monthly report'), ('ad_hoc', 'report over days of your choice')], max_length=10, verbose_name='kind')),
                ('since', models.DateField(verbose_name='counted from the end of')),
                ('day', models.DateField(verbose_name='counted at the end of')),
                ('figures', models.JSONField(verbose_name='figures')),
                ('words', models.JSONField(verbose_name='words')),
                ('files', models.JSONField(verbose_name='files')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.agency', verbose_name='agency')),
                ('job', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='coverage.reportjob')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
            },
        ),
        migrations.AddConstraint(
            model_name='reportjob',
            constraint=models.CheckConstraint(condition=models.Q(('day__gt', models.F('since'))), name='report_job_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('day__gt', models.F('since'))), name='report_days_in_order'),
        ),
        # A later migration that alters one of these tables must end with its line again (kit/append_only.py).
        migrations.RunPython(*append_only("coverage_targetversion")),
        migrations.RunPython(*append_only("coverage_report")),
    ]
