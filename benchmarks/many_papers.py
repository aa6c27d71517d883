"""A register of a million papers, so that the page that answers for one of them is asked among as many."""

from django.db import connection, transaction

from certificates.models import Certificate

# Copies of the oldest paper with numbers and codes of their own, each following the one before: the rule of one
# first paper for each completion holds. Nobody looks at their files.
_COPIES = """
    INSERT INTO certificates_certificate (
        id, completion_id, person_id, course_id, issuer_id, year, serial, number, code, design_version_id, words,
        issued_at, issued_on, expires_on, pdf_sha256, pdf_name, signing_key_id, revocation_reason, renews_id
    )
    SELECT %s + g, completion_id, person_id, course_id, issuer_id, 1000 + g / 10000, g, g || '/1000/' || number,
           substr(upper(md5('code' || g)), 1, 26), design_version_id, words, issued_at, issued_on, expires_on,
           encode(sha256(('pdf' || g)::bytea), 'hex'), 'khong-co.pdf', signing_key_id, '', %s + g - 1
    FROM certificates_certificate, generate_series(1, %s) g
    WHERE id = %s
"""


def fill_register(count: int) -> None:
    """`count` papers more, once. PostgreSQL, as its superuser: so many rows are not checked one by one."""
    oldest, newest = (Certificate.objects.order_by(order).values_list("pk", flat=True)[0] for order in ("pk", "-pk"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_COPIES, [newest, newest, count, oldest])
        cursor.execute("SELECT setval(pg_get_serial_sequence('certificates_certificate', 'id'), %s)", [newest + count])
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE certificates_certificate")
