import time
import pytest
from django.db import connection
from certificates.book import BookPaginator, Search, find_papers
from certificates.models import Certificate
from tests.certificates.conftest import DAY

N = 100_000


def run(sql, *p):
    with connection.cursor() as c:
        c.execute(sql, p)


def explain(label, sql, params=()):
    with connection.cursor() as c:
        t = time.perf_counter()
        c.execute("EXPLAIN (ANALYZE, BUFFERS, SUMMARY) " + sql, params)
        rows = [r[0] for r in c.fetchall()]
        print("\n=====", label, f"{time.perf_counter() - t:.2f}s")
        print("\n".join(rows))


def ask(label, author):
    for name, search in {"all": Search(), "valid": Search(state="valid"), "revoked": Search(state="revoked"), "replaced": Search(state="replaced"), "suspended": Search(state="suspended"), "name": Search(words="Nguyet 77"), "number": Search(words="0500/2026"), "year": Search(year=2026)}.items():
        found = find_papers(search, by=author, on=DAY)
        for offset in ((0, 90_000) if name == "all" else (0,)):
            sql, params = found[offset:offset + 50].query.sql_with_params()
            explain(f"{label} {name} page at {offset}", sql, params)
    t = time.perf_counter()
    print("bounded", BookPaginator(find_papers(Search(), by=author, on=DAY), 50)._counted, f"{time.perf_counter() - t:.2f}s")
    t = time.perf_counter()
    n = find_papers(Search(), by=author, on=DAY).count()
    print("count", n, f"{time.perf_counter() - t:.2f}s")


@pytest.mark.django_db
def test_explain(paper, author, nguyet):
    if connection.vendor != "postgresql":
        pytest.skip("")
    run("INSERT INTO accounts_user (password, is_superuser, username, is_staff, is_active, date_joined, full_name, name_key) SELECT '!', false, 'n' || g, false, true, now(), 'Nguyet ' || g, 'nguyet ' || g FROM generate_series(1, 1000) g")
    c = paper.completion
    run("""INSERT INTO courses_enrolment (person_id, course_id, enrolled_at, withdrawn_at) SELECT (SELECT min(id) FROM accounts_user WHERE username='n1') + g %% 1000, %s, now(), now() FROM generate_series(1, %s) g""", c.course_id, N)
    run("""INSERT INTO courses_completion (enrolment_id, person_id, course_id, score_percent, started_on, completed_at, completed_on) SELECT id, person_id, course_id, 88, '2026-01-01', now(), '2026-01-02' FROM courses_enrolment e WHERE NOT EXISTS (SELECT 1 FROM courses_completion x WHERE x.enrolment_id = e.id)""")
    cols = "issuer_id, year, design_version_id, words, issued_at, expires_on, pdf_sha256, pdf_name, signing_key_id, revocation_reason"
    run(f"""INSERT INTO certificates_certificate (completion_id, person_id, course_id, serial, number, code, issued_on, {cols})
      SELECT c.id, c.person_id, c.course_id, c.id + 10, lpad((c.id+10)::text, 4, '0') || '/2026/GCN-SKHCN', 'C' || lpad(c.id::text, 25, '0'), date '2020-01-01' + (c.id * 7919 %% 2000)::int, {", ".join("p." + x.strip() for x in cols.split(","))}
      FROM courses_completion c, certificates_certificate p WHERE p.id = %s AND c.id <> p.completion_id""", paper.pk)
    print(Certificate.objects.count())
    with connection.cursor() as cur:
        cur.execute("DROP INDEX certificate_newest")
    ask("NO STATS", author)
    with connection.cursor() as cur:
        cur.execute("CREATE INDEX certificate_newest ON certificates_certificate (issued_on DESC, id DESC)")
    ask("NO STATS + INDEX", author)
    run("ANALYZE certificates_certificate")
    ask("STATS + INDEX", author)
