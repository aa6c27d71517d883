from django.db import migrations

from kit.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(*append_only("courses_attemptseal")),
    ]
