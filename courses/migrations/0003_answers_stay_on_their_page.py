import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def leave_room(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Half of each page stays free, so that a saved answer finds room beside itself and no index is written."""
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE courses_attemptitem SET (fillfactor = 50)")


def fill_up(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE courses_attemptitem RESET (fillfactor)")


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0002_seals_refuse_change'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attemptitem',
            name='attempt',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='courses.attempt'),
        ),
        migrations.RunPython(leave_room, fill_up),
    ]
