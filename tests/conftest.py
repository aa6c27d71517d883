"""What every test stands on: quick hashing, files in a folder of the run, the site, a small course, the cast."""

import datetime as dt
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as site_settings
from django.core.cache import cache, caches
from django.utils import translation

from accounts.models import User
from courses.curriculum.importing import import_course
from courses.models import CoursePage
from courses.published import new_edition
from home.models import HomePage
from home.setting_up import ensure_site
from kit.confidence import Confidence
from tests.snapshots import written_back
from workforce.models import Agency, Employment, Position

pytest_plugins = ["tests.browser", "tests.database"]

MATERIAL = Path(__file__).parent / "courses/material"
# Below it are those of the site (1) and of the broker (2), see scripts/with_services. Redis has sixteen.
FIRST_OWN_REDIS, FIRST_OWN_BROKER = 3, 10


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, whatever the order of the rest: no process waits for another's at the end."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("long", "browser")))


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: the garbage collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hoa-hoi")


@pytest.fixture(scope="session", autouse=True)
def own_progress(session_folder: Path) -> None:
    """Where there is no Redis, progress is told in files: those of this process alone."""
    if "progress" in site_settings.CACHES:
        site_settings.CACHES["progress"]["LOCATION"] = session_folder / "progress"


@pytest.fixture(scope="session", autouse=True)
def stopped_clock() -> None:
    """For the whole session: a page that is left behind may end after its test, and would tick into the next one's."""
    site_settings.EMBEDDED_CLOCK = False


@pytest.fixture(scope="session", autouse=True)
def own_redis() -> None:
    """Each process of a parallel run has a database of its own; so it has parts of Redis that no other uses."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    if site_settings.BROKER_URL:
        place = f"{site_settings.BROKER_URL.rpartition('/')[0]}/{FIRST_OWN_BROKER + number}"
        site_settings.BROKER_URL = site_settings.CELERY_BROKER_URL = current_app.conf.broker_url = place
    if site_settings.REDIS_URL:
        place = f"{site_settings.REDIS_URL.rpartition('/')[0]}/{FIRST_OWN_REDIS + number}"
        site_settings.CACHES["default"]["LOCATION"] = place
        # Somebody has asked before us and been given the shared one.
        if hasattr(caches._connections, "default"):
            del caches["default"]


@pytest.fixture(autouse=True)
def quick_and_contained(settings: Any, session_folder: Path) -> None:
    """Cheap password hashes; uploads, papers and the signing key away from the developer's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EDITION_SECONDS = 0
    settings.CHECKS_FLUSH_SECONDS = 0
    settings.MEDIA_ROOT = session_folder / "media"
    settings.SIGNING_KEY_FILE = session_folder / "keys/signing.p12"
    settings.CREDENTIAL_KEY_FILE = session_folder / "keys/credential.pem"
    settings.SIGNING_KEY_PASSWORD = "test-only"
    settings.REGISTER_KEY_FILE = session_folder / "keys/register.pem"
    settings.STORAGES = {
        **settings.STORAGES,
        "certificates": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": session_folder / "certificates", "base_url": None},
        },
        "submissions": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": session_folder / "submissions", "base_url": None},
        },
        "reports": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": session_folder / "reports", "base_url": None},
        },
    }


@pytest.fixture(autouse=True)
def empty_cache(request: pytest.FixtureRequest) -> None:
    """Rate limits and rendered lessons of one test are not those of the next."""
    for database in ("transactional_db", "live_server", "db"):
        if database in request.fixturenames:
            request.getfixturevalue(database)
            cache.clear()
            return


@pytest.fixture(autouse=True)
def in_vietnamese() -> None:
    """A page read in English leaves its language behind in the thread."""
    translation.deactivate()


@pytest.fixture
def in_process_tasks() -> Iterator[None]:
    """Messages are worked off at once, also where the run has a broker."""
    before, current_app.conf.task_always_eager = current_app.conf.task_always_eager, True
    yield
    current_app.conf.task_always_eager = before


@pytest.fixture
def broken_broker() -> Iterator[None]:
    """Messages go to a broker that does not answer, whether the run has one or not."""
    conf, own = current_app.conf, ("task_always_eager", "task_publish_retry", "broker_url")
    before = {name: conf[name] for name in own}

    def lead_to(values: dict[str, Any]) -> None:
        conf.update(values)
        # Kept connections lead to the other broker.
        current_app._pool = current_app.amqp._producer_pool = None

    lead_to(dict(zip(own, (False, False, "redis://127.0.0.1:1/0"), strict=True)))
    yield
    lead_to(before)


@pytest.fixture
def site(db: None) -> HomePage:
    """Front page and catalogue."""
    written_back("site", ensure_site)
    new_edition()
    return HomePage.objects.get()


@pytest.fixture
def frameworks(db: None) -> None:
    """The real frameworks, with the competencies that courses name."""
    from competency.loading import load_frameworks

    written_back("frameworks", load_frameworks)


@pytest.fixture
def course(site: HomePage, frameworks: None) -> CoursePage:
    """The small course KHOA-THU: two lessons and a test of four out of six questions, for staff, in order."""
    written_back("course", lambda: import_course(MATERIAL / "khoa-thu"))
    new_edition()
    return CoursePage.objects.get(code="KHOA-THU")


def _employ(person: User, agency: str) -> User:
    province = Agency.get_first_root_node() or Agency.add_root(
        code="20",
        name="Tỉnh thử",
        kind=Agency.Kind.PROVINCE,
        valid_from=dt.date(1980, 1, 1),
        confidence=Confidence.CONFIRMED,
    )
    commune = province.add_child(
        code=agency,
        name=f"UBND xã {agency}",
        kind=Agency.Kind.COMMUNE,
        valid_from=dt.date(2025, 7, 1),
        confidence=Confidence.CONFIRMED,
    )
    Employment.objects.create(
        person=person,
        agency=commune,
        position=Position.objects.get_or_create(code="chuyen-vien", defaults={"name": "Chuyên viên"})[0],
        category=Employment.Category.CIVIL_SERVANT,
        starts_on=dt.date(2025, 7, 1),
    )
    return person


@pytest.fixture
def lan(db: None) -> User:
    """A civil servant of a commune, who learns."""
    return _employ(User.objects.create_user(username="lan", full_name="Nông Thị Lan"), "Đồng Đăng")


@pytest.fixture
def hanh(db: None) -> User:
    """A civil servant of another commune: the outsider to everything of Lan's."""
    return _employ(User.objects.create_user(username="hanh", full_name="Lương Thị Hạnh"), "Thất Khê")


@pytest.fixture
def tan(db: None) -> User:
    """A citizen, employed by nobody."""
    return User.objects.create_user(username="tan", full_name="Hoàng Văn Tân")


@pytest.fixture
def author(db: None) -> User:
    """Writes courses; may do everything in the admin."""
    return User.objects.create_superuser(username="tac.gia", full_name="Chu Thị Mai")
