"""The database itself refuses two employments of one person that share a day.

PostgreSQL has exclusion constraints for this; SQLite gets triggers that raise the same
IntegrityError. Django's SQLite schema editor rebuilds a table when a later migration alters it,
and a rebuilt table has lost its triggers: such a migration must end with `guard` from here.
The test tests/workforce/test_overlap.py notices a lost guard.
"""

from django.db import DatabaseError, NotSupportedError, migrations

NAME = "employment_no_overlap"

EXTENSION = "CREATE EXTENSION IF NOT EXISTS btree_gist"
CONSTRAINT = f"""
ALTER TABLE workforce_employment ADD CONSTRAINT {NAME}
EXCLUDE USING gist (person_id WITH =, daterange(starts_on, ends_on, '[)') WITH &&)
"""

# Dates are ISO text in SQLite and compare as text; a null end lies after every day.
TRIGGER = f"""
CREATE TRIGGER {NAME}_%(event)s BEFORE %(moment)s ON workforce_employment
WHEN EXISTS (
    SELECT 1 FROM workforce_employment AS other
    WHERE other.person_id = NEW.person_id
      AND other.id IS NOT %(self)s
      AND other.starts_on < COALESCE(NEW.ends_on, '9999-12-31')
      AND NEW.starts_on < COALESCE(other.ends_on, '9999-12-31')
)
BEGIN
    SELECT RAISE(ABORT, '{NAME}');
END
"""
TRIGGERS = {
    "insert": {"moment": "INSERT", "self": "NEW.id"},
    "update": {"moment": "UPDATE OF person_id, starts_on, ends_on", "self": "OLD.id"},
}


def guard(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _create_extension(cursor)
            cursor.execute(CONSTRAINT)
        elif connection.vendor == "sqlite":
            for event, words in TRIGGERS.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{event}")
                cursor.execute(TRIGGER % {"event": event, **words})
        else:
            raise NotSupportedError("Employments are guarded on PostgreSQL and SQLite only.")


def _create_extension(cursor):
    try:
        cursor.execute(EXTENSION)
    except DatabaseError as error:
        raise DatabaseError(
            "This migration needs the PostgreSQL extension btree_gist, which comes with PostgreSQL (package "
            "postgresql-contrib), and could not create it. Let an administrator of the database run "
            f"“{EXTENSION};” in it once, then migrate again."
        ) from error


def unguard(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE workforce_employment DROP CONSTRAINT IF EXISTS {NAME}")
        else:
            for event in TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{event}")


class Migration(migrations.Migration):

    dependencies = [
        ("workforce", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
