"""Coverage over many people: all targets and agencies at once, a million employments, the list that is taken along."""

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from benchmarks.measuring import Wait, cpu_seconds, waits
from courses.models import Completion, CoursePage, Enrolment
from coverage.counting import count, counts_of, people
from coverage.exporting import export_people
from coverage.models import Target
from coverage.reporting.figures import targets_of
from workforce.models import Agency, Employment, Position

AIM_MS = 300.0
# As dear for each person as before, as far as one can tell on a machine that has other things to do.
AIM_SHARE = 1.2
AIM_EXPORT_SECONDS = 2.0
BATCH = 5000
LATER = dt.timedelta(days=30)
_PAGE = 4096
# Beyond every number that a sequence has given.
STRIDE = 10_000_000


def measure_staff(growth: tuple[int, ...], engines: tuple[int, ...]) -> dict[str, Any]:
    """Database time of every target by agency with the demo's people and with `growth` people; the export before."""
    print(f"\n{'all targets':<20}{'DB ms':>8}{'× people':>10}   aim")
    results: dict[str, Any] = {}
    first: tuple[int, float] | None = None
    measured_export = _measure_export((os.getpid(), *engines))
    for number in (0, *growth):
        if number:
            grow_to(number)
        staff, wait = Employment.objects.count(), _wait()
        first = first or (staff, wait.database_ms)
        # How much dearer it became for each person: 1 is linear.
        share = (wait.database_ms / first[1]) / (staff / first[0])
        results[f"{staff}"] = {"database_ms": round(wait.database_ms, 1), "per_person": round(share, 2)}
        aim, got = (AIM_MS, wait.database_ms) if staff == first[0] else (AIM_SHARE, share)
        said = f"≤ {aim:g}{' MISSED' if got > aim else ''}"
        print(f"{f'{staff:,} people':<20}{wait.database_ms:>8.1f}{share:>10.2f}   {said}")
    return {"coverage of all targets": results, "export of people": measured_export}


def _wait() -> Wait:
    day = timezone.localdate()
    targets = targets_of(day)
    works: dict[str, Callable[[], object]] = {"all": lambda: counts_of(targets, day=day)}
    return waits(works, rounds=5)["all"]


def _measure_export(pids: tuple[int, ...]) -> dict[str, Any]:
    """Processor time and memory of sending the list of everybody behind a target as CSV."""
    target, day = Target.objects.prefetch_related("courses").get(code="LS-334-01"), timezone.localdate()
    officer = User.objects.filter(is_superuser=True).first()
    assert officer is not None, "the demo has an administrator"
    counted = count(target, day=day)

    def send() -> Iterator[bytes]:
        listed = people(target, day=day)
        answer: Any = export_people(counted, listed, form="csv", by=officer, at=timezone.now())
        yield from answer.streaming_content

    for _piece in send():  # warms up
        pass
    before, spent, started, sent, most = _held(), cpu_seconds(pids), time.perf_counter(), 0, 0
    for piece in send():
        sent, most = sent + len(piece), max(most, _held())
    waited, seconds, grown = time.perf_counter() - started, cpu_seconds(pids) - spent, max(0, most - before) / 1e6
    missed = " MISSED" if seconds > AIM_EXPORT_SECONDS else ""
    title = f"export, {counted.people.population:,}"
    print(
        f"{title:<20}{seconds:>8.2f} CPU s, {waited:.2f} s, {grown:.0f} MB more   ≤ {AIM_EXPORT_SECONDS:.0f} s{missed}"
    )
    return {
        "people": counted.people.population,
        "cpu_s": round(seconds, 2),
        "seconds": round(waited, 2),
        "bytes": sent,
        "mb_more": round(grown, 1),
    }


def grow_to(number: int) -> None:
    """Generated staff until there are `number` employments: spread over the agencies, two in five of them trained.

    A batch is made as the site would make it; the database copies it as often as needed.
    """
    agencies = list(Agency.objects.filter(valid_to=None, depth__gt=1).order_by("path").values_list("pk", flat=True))
    position = Position.objects.order_by("pk").values_list("pk", flat=True)[0]
    course = CoursePage.objects.filter(targets__code="LS-334-01").order_by("pk")[0]
    start = Employment.objects.count()
    made = range(start, min(start + BATCH, number))
    _add(made, agencies, position, course)
    _copy(made, (number - start - 1) // BATCH)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _copy(numbers: range, times: int) -> None:
    """The people of a batch `times` over, with all that was made for them; what is a number lies a stride further."""
    usernames = [f"generated.{number}" for number in numbers]
    people_ = User.objects.filter(username__in=usernames)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for model, rows, moved in (
            (User, people_, ("id",)),
            (Employment, Employment.objects.filter(person__in=people_), ("id", "person_id")),
            (Enrolment, Enrolment.objects.filter(person__in=people_), ("id", "person_id")),
            (Completion, Completion.objects.filter(person__in=people_), ("id", "person_id", "enrolment_id")),
        ):
            columns = [field.column for field in model._meta.local_concrete_fields]
            values = {name: f"row.{name} + copy * {STRIDE}" for name in moved}
            if model is User:
                values["username"] = "row.username || '.' || copy || '.' || row.id"
            pks = list(rows.order_by("pk").values_list("pk", flat=True))
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
                f"SELECT {', '.join(values.get(name, f'row.{name}') for name in columns)} "
                f"FROM {model._meta.db_table} row, generate_series(1, %s) copy WHERE row.id = ANY(%s)",
                [times, pks],
            )


def _add(numbers: range, agencies: list[int], position: int, course: CoursePage) -> None:
    now, began = timezone.now(), dt.date(2020, 1, 1)
    persons = User.objects.bulk_create(
        User(username=f"generated.{number}", full_name=f"Người {number}", name_key=f"nguoi {number}")
        for number in numbers
    )
    Employment.objects.bulk_create(
        Employment(
            person=person,
            agency_id=agencies[number % len(agencies)],
            position_id=position,
            category=Employment.Category.PUBLIC_EMPLOYEE,
            is_it_staff=number % 400 == 0,
            starts_on=began,
        )
        for number, person in zip(numbers, persons, strict=True)
    )
    trained = [person for number, person in zip(numbers, persons, strict=True) if number % 5 < 2]
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(person=person, course=course, enrolled_at=now - LATER) for person in trained
    )
    Completion.objects.bulk_create(
        Completion(
            enrolment=enrolment,
            person=person,
            course=course,
            started_on=(now - LATER).date(),
            completed_at=now - LATER,
            completed_on=(now - LATER).date(),
        )
        for enrolment, person in zip(enrolments, trained, strict=True)
    )


def _held() -> int:
    """Bytes that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
