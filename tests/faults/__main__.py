"""`python -m tests.faults`: break one thing after the other while papers are issued, and print what held.

The exit code is 1 when anything did not hold.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tqdm import tqdm

from tests.faults.engines import Postgres, Redis
from tests.faults.mail_server import MailServer
from tests.faults.programs import ROOT
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.faults.stand import NAME, TEMPLATE, Services, Stand, TooLong

# Not in tests.copying's words: it reads settings, which are not there before the services are.
KEPT = ROOT / "var/test-templates"


def main() -> None:
    options = _options()
    # Whoever ends us politely gets everything ended that we started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with ExitStack() as at_end:
        services = _services(at_end)
        print(f"{options.certificates:,} papers for each fault. Logs: {services.folder}", flush=True)
        _make_template(services)
        results = [_break(SCENARIOS[name], services, options) for name in options.only or SCENARIOS]
    if not all(results):
        sys.exit(1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--certificates", type=int, default=2000, help="papers that are issued under each fault")
    parser.add_argument("--limit", type=int, default=1200, help="seconds that one fault may take")
    parser.add_argument("--only", nargs="*", choices=[*SCENARIOS], help="these faults, in this order")
    return parser.parse_args()


def _services(at_end: ExitStack) -> Services:
    """Started, and stopped at the end; the folder stays when something went wrong, for its logs."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    postgres, redis, mail = Postgres(), Redis(folder / "redis"), MailServer()
    at_end.push(lambda error, *_: None if error else shutil.rmtree(folder))
    postgres.begin()
    at_end.callback(postgres.end)
    redis.start()
    at_end.callback(redis.kill)
    at_end.callback(mail.shutdown)
    return Services(folder, postgres, redis, mail)


def _make_template(services: Services) -> None:
    """Set Django up, and the database that every fault begins with: migrated, with a course and its award.

    Migrations take minutes on a busy machine, so what they made is kept until one of them changes.
    """
    services.postgres.ask("postgres", f"CREATE DATABASE {NAME}")
    os.environ.update(services.variables(), DJANGO_SETTINGS_MODULE="lms.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.copying import digest
    from tests.faults.filling import make_course

    kept = KEPT / f"faults-{digest()}.dump"
    if kept.exists():
        services.postgres.read_dump(NAME, kept)
    else:
        print("Migrating …", flush=True)
        call_command("migrate", verbosity=0)
        make_course()
        connection.close()
        kept.parent.mkdir(parents=True, exist_ok=True)
        for old in KEPT.glob("faults-*.dump"):
            old.unlink()
        services.postgres.write_dump(NAME, kept)
    services.postgres.ask("postgres", f"ALTER DATABASE {NAME} RENAME TO {TEMPLATE}")


def _break(scenario: Scenario, services: Services, options: argparse.Namespace) -> bool:
    """Whether everything held."""
    from tests.faults.invariants import INVARIANTS, broken_ones

    print(f"\n{scenario.name}: {scenario.how}", flush=True)
    line = tqdm(bar_format="  {desc}", leave=False, disable=None)
    stand = Stand(services, options.certificates, options.limit, line.set_description_str)
    try:
        stand.set_up()
        scenario.run(stand)
        stand.finish()
        seconds = time.monotonic() - stand.began
        broken, ended = broken_ones(stand), True
    except TooLong as error:
        seconds, broken, ended = time.monotonic() - stand.began, {"drained": str(error)}, False
    finally:
        line.close()
        stand.end()
    print(
        f"  {seconds:.0f} s; {stand.left_then} papers left when it ended, the next {stand.again_after:.0f} s later,"
        f" the last {stand.empty_after:.0f} s later"
    )
    asked = INVARIANTS if ended else broken
    print("  " + ", ".join(f"{name} {'FAILS' if name in broken else 'ok'}" for name in asked))
    for words in [*(f"{name}: {words}" for name, words in broken.items()), *stand.notes]:
        print(f"  {words}", flush=True)
    return not broken


if __name__ == "__main__":
    main()
