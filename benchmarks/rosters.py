"""A staff list of a whole province: previewed and confirmed, beside a bare bulk insert of the same people and jobs.

`python -m benchmarks.rosters ROWS [PIDS OF ENGINES]` does it in a process of its own and prints JSON, so that the
memory told is that of a roster alone.
"""

import csv
import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

from benchmarks.measuring import cpu_seconds
from benchmarks.names import thousand_names

AIM, AIM_MEGABYTES = 10.0, 500
BARE_RUNS = 2
ROWS = 31_619
HEADER = ("Mã cán bộ", "Họ và tên", "Ngày sinh", "Thư điện tử", "Điện thoại", "Mã đơn vị", "Mã vị trí", "Loại")


def measure_rosters(rows: int, engines: tuple[int, ...]) -> dict[str, Any]:
    """Processor time of this process and the engines for each step, printed and returned."""
    command = [sys.executable, "-m", "benchmarks.rosters", str(rows), *map(str, engines)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    print(f"\n{f'roster, {rows:,} rows':<22}{'CPU s':>8}{'× bare':>8}   aim")
    for name, spent in found["cpu_s"].items():
        ratio = spent / found["cpu_s"]["bare insert"]
        aim = f"≤ {AIM:.0f}×{' MISSED' if ratio > AIM else ''}" if name == "preview and confirm" else ""
        print(f"{name:<22}{spent:>8.1f}{ratio:>8.1f}   {aim}")
    missed = " MISSED" if found["peak_mb"] > AIM_MEGABYTES else ""
    print(f"{'memory at its peak':<22}{found['peak_mb']:>8} MB   ≤ {AIM_MEGABYTES} MB{missed}")
    return {"roster": {"rows": rows, **found}}


def _run(rows: int, engines: tuple[int, ...]) -> dict[str, Any]:
    """Needs Django to be set up. Nothing is left behind but the undone list."""
    from django.utils import timezone

    from accounts.models import User
    from workforce.models import Agency
    from workforce.roster.bringing import bring_roster, confirm, preview
    from workforce.roster.undoing import undo_roster

    content = as_csv(rows)
    by, now = User.objects.get(username="admin"), timezone.now()
    province = Agency.objects.filter(depth=1).get()
    pids = (os.getpid(), *engines)
    spent: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        before = cpu_seconds(pids)
        result = work()
        spent[name] = round(cpu_seconds(pids) - before, 2)
        return result

    brought = bring_roster(name="tinh.csv", content=content, agency=province, on=timezone.localdate(now), by=by, at=now)
    seen = timed("preview", lambda: preview(brought))
    if seen.counts["new"] < rows * 0.99:
        raise SystemExit(f"The list of the benchmark is not new: {seen.counts}")
    confirmed = timed("confirm", lambda: confirm(roster=seen, agreed=seen.plan, by=by, at=now))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    timed("undo", lambda: undo_roster(roster=confirmed, by=by, at=now))
    # After the undo, so that both write into tables of one size; twice, for it is what all is measured by.
    timed("bare insert", lambda: _bare_inserts(rows))
    spent["bare insert"] = round(spent["bare insert"] / BARE_RUNS, 2)
    spent["preview and confirm"] = round(spent["preview"] + spent["confirm"], 2)
    return {"cpu_s": spent, "peak_mb": peak, "counts": seen.counts}


def as_csv(rows: int) -> bytes:
    """Invented people spread over the agencies of today."""
    from django.utils import timezone

    from workforce.models import Agency

    places = cycle(Agency.objects.at(timezone.localdate()).filter(depth__gt=1).values_list("code", flat=True))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for number, (name, place) in enumerate(zip(islice(cycle(thousand_names()), rows), places, strict=False), start=1):
        born = f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/{1965 + number % 38}"
        address, phone = f"can.bo.{number}@danh-sach.example", f"+84 98{number:07d}"
        writer.writerow((f"DS{number:06d}", name, born, address, phone, place, "chuyen-vien", "Công chức"))
    return text.getvalue().encode()


def _bare_inserts(rows: int) -> None:
    for _ in range(BARE_RUNS):
        _bare_insert(rows)


def _bare_insert(rows: int) -> None:
    """The same people and employments, with nothing asked, kept or told."""
    from django.db import transaction
    from django.utils import timezone

    from accounts.models import User
    from workforce.models import Agency, Employment, Position

    position, today = Position.objects.get(code="chuyen-vien"), timezone.localdate()
    agencies = cycle(Agency.objects.at(today).filter(depth__gt=1))
    with transaction.atomic():
        people = User.objects.bulk_create(
            (
                User(
                    username=f"tran.{number}",
                    full_name=name,
                    name_key=name,
                    password="!",
                    email=f"tran.{number}@danh-sach.example",
                    phone=f"+8497{number:07d}",
                    birth_date=today,
                )
                for number, name in enumerate(islice(cycle(thousand_names()), rows))
            ),
            batch_size=1_000,
        )
        Employment.objects.bulk_create(
            (
                Employment(person=person, agency=agency, position=position, category="cong_chuc", starts_on=today)
                for person, agency in zip(people, agencies, strict=False)
            ),
            batch_size=1_000,
        )
        transaction.set_rollback(True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    import django

    django.setup()
    print(json.dumps(_run(int(sys.argv[1]), tuple(map(int, sys.argv[2:])))))
