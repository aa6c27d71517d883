"""`python -m benchmarks`: bring everything up, measure, print a table, write latest.json.

Without LMS_DATABASE_URL it starts itself again under scripts/with_services. A missed aim is
marked, not punished: the exit code only tells whether the measuring itself worked.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import serving
from benchmarks.loading import Load
from benchmarks.measuring import Cost, Subject, costs, cpu_seconds, parent_of, waits

if TYPE_CHECKING:
    from benchmarks.pages import Page

LATEST = Path(__file__).parent / "latest.json"
COUNTED_TARGETS = ("LS-334-01", "LS-334-02")


def main() -> None:
    options = _options()
    if "LMS_DATABASE_URL" not in os.environ:
        # The promises of a real server: a commit is on the disk.
        os.environ.setdefault("LMS_PG_OPTIONS", "-c fsync=on")
        os.execv("scripts/with_services", ["scripts/with_services", sys.executable, "-m", "benchmarks", *sys.argv[1:]])
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        print(f"Making {options.people:,} people …", flush=True)
        serving.fill(var, options.people)
        serving.collect_static(var)
        _set_up_django(var)
        sections: dict[str, Callable[[], dict[str, Any]]] = {
            "pages": lambda: measure_pages(var, options.requests, options.rounds),
            "counting": measure_counting,
            "roster": lambda: measure_roster(options.rows),
            "recomputing": measure_recomputing,
            "register": lambda: measure_register(options.entries),
            "papers": lambda: measure_papers(options.papers),
            # Last, for they fill the database with a million papers and a million people.
            "check": lambda: measure_check(var, options.requests, options.rounds, options.certificates),
            "staff": lambda: measure_staff(options.growth),
        }
        results: dict[str, Any] = {}
        for name in options.only or sections:
            results |= sections[name]()
    if options.only:
        return
    LATEST.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"Written to {LATEST.relative_to(Path.cwd())}.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--people", type=int, default=31_619, help="staff accounts of the province")
    parser.add_argument("--requests", type=int, default=3000, help="for each page and round; fewer for slow pages")
    parser.add_argument("--papers", type=int, default=10_000, help="made in one process to see its memory")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--certificates", type=int, default=1_000_000, help="among which one is checked")
    parser.add_argument("--growth", type=int, nargs="*", default=[100_000, 1_000_000], help="generated staff, last")
    parser.add_argument("--entries", type=int, default=1_000_000, help="of the public register")
    parser.add_argument("--rows", type=int, default=31_619, help="of the staff list that is brought")
    parser.add_argument("--only", nargs="+", help="some sections alone; not written")
    return parser.parse_args()


def _set_up_django(var: Path) -> None:
    os.environ.update(serving.production(var), DJANGO_SETTINGS_MODULE="lms.settings")
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measure_pages(var: Path, requests: int, rounds: int) -> dict[str, Any]:
    """Cost, queries and weight of each page, printed as they come and returned by name."""
    from benchmarks.learners import AIMS, autosave, quiz, statements
    from benchmarks.pages import pages, queries, weight

    measured = pages()
    statements_of = statements()
    with serving.served("benchmarks.bare", {}) as bare, serving.served("lms.wsgi", serving.production(var)) as site:
        counted = {page.name: queries(page) for page in measured}
        weights = {page.name: weight(page, site.port) for page in measured}
        engines = _engine_pids()

        def subject(page: "Page") -> Subject:
            load = Load(port=site.port, path=page.path, headers=page.headers(), requests=requests // page.one_in)
            return Subject(name=page.name, load=load, pids=(site.pid, *engines))

        plain = Load(port=bare.port, path="/", headers=serving.PROXY_HEADERS, requests=requests)
        yardstick = Subject(name="bare", load=plain, pids=(bare.pid,))
        tests = [
            Subject(name="autosave", load=autosave(site.port, requests // 2), pids=(site.pid, *engines)),
            Subject(name="quiz", load=quiz(site.port, max(16, requests // 50)), pids=(site.pid, *engines)),
        ]
        found = costs([yardstick, *map(subject, measured), *tests], rounds=rounds)

    print(f"\n{'page':<20}{'CPU ms':>8}{'× bare':>8}{'req/s':>8}{'queries':>9}{'sent':>9}{'unpacked':>10}   aim")
    results: dict[str, Any] = {"bare": _rounded(found["bare"])}
    print(f"{'bare':<20}{found['bare'].cpu_ms:>8.2f}{1:>8.1f}{found['bare'].rps:>8.0f}")
    for page in measured:
        cost, asked, weighs = found[page.name], counted[page.name], weights[page.name]
        results[page.name] = {**_rounded(cost), "queries": asked, "bytes": weighs.sent, "unpacked": weighs.unpacked}
        print(
            f"{page.name:<20}{cost.cpu_ms:>8.2f}{cost.ratio:>8.1f}{cost.rps:>8.0f}{asked:>9}"
            f"{weighs.sent:>9,}{weighs.unpacked:>10,}   {_verdict(page, cost.ratio, asked, weighs.sent)}"
        )
    for name, aim in AIMS.items():
        cost, asked = found[name], statements_of[name]
        results[name] = {**_rounded(cost), "queries": asked}
        missed = " MISSED" if cost.ratio > aim else ""
        print(f"{name:<20}{cost.cpu_ms:>8.2f}{cost.ratio:>8.1f}{cost.rps:>8.0f}{asked:>9}{'':>19}   ≤ {aim}×{missed}")
    return results


def measure_check(var: Path, requests: int, rounds: int, certificates: int) -> dict[str, Any]:
    """Processor time of the page that answers for a code, among so many papers."""
    from benchmarks.many_papers import fill_register
    from benchmarks.pages import pages

    (page,) = (page for page in pages() if page.name == "certificate check")
    fill_register(certificates)
    with serving.served("benchmarks.bare", {}) as bare, serving.served("lms.wsgi", serving.production(var)) as site:
        plain = Load(port=bare.port, path="/", headers=serving.PROXY_HEADERS, requests=requests)
        load = Load(port=site.port, path=page.path, headers=page.headers(), requests=requests)
        subjects = [
            Subject(name="bare", load=plain, pids=(bare.pid,)),
            Subject(name="check", load=load, pids=(site.pid, *_engine_pids())),
        ]
        cost = costs(subjects, rounds=rounds)["check"]
    aim = page.aim.ratio or 0
    missed = " MISSED" if cost.ratio > aim else ""
    print(f"\n{f'check of {certificates:,}':<20}{cost.cpu_ms:>8.2f}{cost.ratio:>8.1f}   ≤ {aim}×{missed}")
    return {"check": {**_rounded(cost), "certificates": certificates}}


def _engine_pids() -> tuple[int, int]:
    """PostgreSQL's first process, above all its backends, and Redis."""
    from django.core.cache import caches
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    redis = caches["default"]._cache.get_client()  # type: ignore[attr-defined]
    return parent_of(backend), redis.info("server")["process_id"]


def _rounded(cost: Cost) -> dict[str, float]:
    return {"cpu_ms": round(cost.cpu_ms, 3), "ratio": round(cost.ratio, 2), "rps": round(cost.rps, 1)}


def _verdict(page: "Page", ratio: float, asked: int, sent: int) -> str:
    aim = page.aim
    asks = [
        (aim.ratio, ratio, f"{aim.ratio}×"),
        (aim.queries, asked, f"{aim.queries} queries"),
        (aim.bytes, sent, f"{(aim.bytes or 0) // 1000} kB"),
    ]
    return ", ".join(f"≤ {said}{' MISSED' if got > most else ''}" for most, got, said in asks if most is not None)


def measure_counting() -> dict[str, Any]:
    """How long the database takes for a target's figure, beside one plain count of the same table."""
    from django.utils import timezone

    from coverage.counting import count
    from coverage.models import Target
    from workforce.models import Employment

    def counting_of(code: str) -> Callable[[], object]:
        target = Target.objects.get(code=code)
        return lambda: count(target, day=timezone.localdate())

    works: dict[str, Callable[[], object]] = {"count(*)": Employment.objects.count}
    works |= {code: counting_of(code) for code in COUNTED_TARGETS}
    print(f"\n{'counting':<20}{'DB ms':>8}{'× count(*)':>12}")
    results = {}
    for name, wait in waits(works).items():
        results[name] = {"database_ms": round(wait.database_ms, 2), "ratio": round(wait.ratio, 2)}
        print(f"{name:<20}{wait.database_ms:>8.1f}{wait.ratio:>12.1f}")
    return results


def measure_staff(growth: list[int]) -> dict[str, Any]:
    """All targets of all agencies in one question, as people become many; and the list of everybody, streamed."""
    from benchmarks import staff

    return staff.measure_staff(tuple(growth), _engine_pids())


def measure_register(entries: int) -> dict[str, Any]:
    """What the register's public log costs when it is long."""
    from benchmarks import register

    return register.measure_register(entries)


def measure_roster(rows: int) -> dict[str, Any]:
    """What a staff list of the whole province costs, beside a bare insert of its people, and its memory."""
    from benchmarks import rosters

    return rosters.measure_rosters(rows, _engine_pids())


def measure_recomputing() -> dict[str, Any]:
    """Processor time of finding thousands of completions nobody wrote down, and of looking at them once more."""
    from django.utils import timezone

    from benchmarks.recomputing import AIM_SECONDS, enrol_unnoticed
    from courses.recomputing import recompute

    course, count = enrol_unnoticed()
    pids = (os.getpid(), *_engine_pids())
    print(f"\n{f'recomputing {count:,}':<20}{'CPU s':>8}   aim")
    results = {}
    for name in ("recompute", "recompute again"):
        before = cpu_seconds(pids)
        found = recompute(at=timezone.now(), course=course)
        spent = cpu_seconds(pids) - before
        results[name] = {"cpu_s": round(spent, 2), "completions": len(found.completions), "looked_at": found.looked_at}
        print(f"{name:<20}{spent:>8.2f}   ≤ {AIM_SECONDS}{' MISSED' if spent > AIM_SECONDS else ''}")
    return results


def measure_papers(count: int) -> dict[str, Any]:
    """Processor time of a certificate, beside a bare page with a stock signature, and the memory of many."""
    from benchmarks import papers

    works = papers.works()
    print(f"\n{'papers':<20}{'CPU ms':>8}{'× bare':>8}   aim")
    results: dict[str, Any] = {}
    for name, (spent, ratio) in papers.cpu(works).items():
        results[f"papers: {name}"] = {"cpu_ms": round(spent, 2), "ratio": round(ratio, 3)}
        missed = " MISSED" if ratio > papers.AIM else ""
        aim = f"≤ {papers.AIM}×{missed}" if name == "paper" else ""
        print(f"{name:<20}{spent:>8.2f}{ratio:>8.2f}   {aim}")
    wrong = papers.wrong_names()
    results["papers: wrong names"] = wrong
    print(f"{'names of 1,000':<20}{1000 - len(wrong):>8} come back as written {'' if not wrong else 'MISSED'}")
    early, late = papers.memory_of(works["paper"], times=count)
    results["papers: memory"] = {"papers": count, "after_a_tenth": early, "after_all": late}
    print(f"{f'memory, {count:,}':<20}{early / 1e6:>8.0f} MB after a tenth, {late / 1e6:.0f} MB after all")
    return results


if __name__ == "__main__":
    main()
