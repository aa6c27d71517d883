"""The site starts as it should, or says what it needs; what stands in front of it agrees with it."""

import json
import os
import re
import runpy
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from django.conf import settings

from kit.content_origin import HARMLESS, INLINE_TYPES
from kit.env import BadSetting, env_bool, env_int, env_list, env_secret, env_text

ROOT = Path(settings.BASE_DIR)
PRODUCTION = {
    "LMS_SECRET_KEY": "only-for-this-test",
    "LMS_DATABASE_URL": "postgresql:///none",
    "LMS_REDIS_URL": "redis://localhost/1",
    "LMS_BROKER_URL": "redis://localhost/2",
    "LMS_BASE_URL": "https://hocvuso.example",
    "LMS_CONTENT_ORIGIN": "https://noidung.hocvuso.example",
    "LMS_EMAIL_HOST": "localhost",
    "LMS_SIGNING_KEY_FILE": "/dev/null",
    "LMS_SIGNING_KEY_PASSWORD": "only-for-this-test",
}
SHOW = (
    "from lms import settings as s; print(s.PRODUCTION, s.DATABASES['default']['ENGINE'], s.CELERY_TASK_ALWAYS_EAGER)"
)


def start(variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Load the settings in a process that knows only `variables`."""
    command = [sys.executable, "-c", SHOW]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)


def test_settings_start_with_an_empty_environment() -> None:
    assert start({}).stdout == "False django.db.backends.sqlite3 True\n"


def test_production_starts_with_all_it_needs() -> None:
    assert start({"LMS_PRODUCTION": "1", **PRODUCTION}).stdout == "True kit.postgresql False\n"


@pytest.mark.parametrize("missing", sorted(PRODUCTION))
def test_production_refuses_to_start_and_names_what_is_missing(missing: str) -> None:
    variables = {"LMS_PRODUCTION": "1", **PRODUCTION}
    del variables[missing]
    started = start(variables)
    assert started.returncode == 1
    assert started.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: Production needs these environment variables "
        f"(LMS_BASE_URL with https://): {missing}. See docs/settings.md."
    )


def test_production_refuses_an_address_without_tls() -> None:
    started = start({"LMS_PRODUCTION": "1", **PRODUCTION, "LMS_BASE_URL": "http://hocvuso.example"})
    assert started.stderr.splitlines()[-1].endswith("(LMS_BASE_URL with https://): LMS_BASE_URL. See docs/settings.md.")


# ── Readers of the environment ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("raw", "value"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("", False)])
def test_env_bool_reads_plain_words(monkeypatch: pytest.MonkeyPatch, raw: str, value: bool) -> None:
    monkeypatch.setenv("LMS_SWITCH", raw)
    assert env_bool("LMS_SWITCH", default=not value) is value


def test_env_bool_names_what_it_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_SWITCH", "maybe")
    with pytest.raises(BadSetting, match=r"^LMS_SWITCH must be 1 or 0, not 'maybe'\.$"):
        env_bool("LMS_SWITCH", default=False)


def test_env_int_takes_the_default_when_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_NUMBER", "")
    assert env_int("LMS_NUMBER", 7) == 7


def test_env_int_names_what_it_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_NUMBER", "7s")
    with pytest.raises(BadSetting, match=r"^LMS_NUMBER must be a whole number, not '7s'\.$"):
        env_int("LMS_NUMBER", 5)


def test_env_list_cuts_spaces_and_drops_empty_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_NAMES", "a.example, b.example ,")
    assert env_list("LMS_NAMES", []) == ["a.example", "b.example"]


def test_env_text_takes_the_default_when_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LMS_NAME", raising=False)
    assert env_text("LMS_NAME", "x") == "x"


def test_env_secret_prefers_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("LMS_SECRET", "from the variable")
    monkeypatch.setenv("LMS_SECRET_FILE", str(tmp_path / "secret"))
    assert env_secret("LMS_SECRET") == "from the file"


def test_env_secret_names_the_file_it_cannot_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LMS_SECRET_FILE", str(tmp_path / "absent"))
    with pytest.raises(BadSetting, match=r"^LMS_SECRET_FILE points at .*absent, which cannot be read"):
        env_secret("LMS_SECRET")


# ── What stands around the site ───────────────────────────────────────────────────────────────


def compose() -> dict[str, Any]:
    composed: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return composed


def test_compose_gives_production_all_it_needs() -> None:
    given = compose()["x-lms"]["environment"]
    assert [name for name in PRODUCTION if name not in given and f"{name}_FILE" not in given] == []


def test_compose_mounts_every_secret_that_a_variable_points_at() -> None:
    shared = compose()["x-lms"]
    pointed = {
        value.removeprefix("/run/secrets/") for value in shared["environment"].values() if value.startswith("/run/")
    }
    assert pointed == set(shared["secrets"])
    assert pointed <= set(compose()["secrets"])


def test_image_holds_every_app() -> None:
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [app for app in ("lms", *settings.HOUSE) if f"!{app}" not in allowed] == []


def test_proxy_and_embedded_content_origin_build_the_same_wall() -> None:
    template = (ROOT / "deploy/proxy.conf.template").read_text(encoding="utf-8")
    content = template[template.rindex("server {") :]
    headers = {name: value.strip('"') for name, value in re.findall(r'add_header (\S+) (".*"|\S+) always;', content)}
    assert {name: headers.get(name) for name in HARMLESS} == HARMLESS
    shown = re.findall(r'^    ~?\^?(\S+)\s+"";$', template, re.MULTILINE)
    assert sorted(shown) == sorted(INLINE_TYPES)


def gunicorn_config(monkeypatch: pytest.MonkeyPatch, **variables: str) -> dict[str, Any]:
    for name in ("LMS_BIND", "LMS_WEB_PROCESSES", "LMS_WEB_THREADS", "LMS_ACCESS_LOG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))


def test_gunicorn_sizes_itself_by_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    config = gunicorn_config(monkeypatch)
    expected = {"workers": 2 * (os.cpu_count() or 1), "threads": 4, "accesslog": None}
    assert {name: config[name] for name in expected} == expected


def test_gunicorn_takes_its_size_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    config = gunicorn_config(monkeypatch, LMS_WEB_PROCESSES="3", LMS_WEB_THREADS="2", LMS_ACCESS_LOG="1")
    expected = {"workers": 3, "threads": 2, "accesslog": "-"}
    assert {name: config[name] for name in expected} == expected


def test_access_log_is_json_without_the_query_string(monkeypatch: pytest.MonkeyPatch) -> None:
    logger = gunicorn_config(monkeypatch)["JsonAccessLogger"]
    lines: list[str] = []
    log = SimpleNamespace(access_log_enabled=True, now=lambda: "[now]", access_log=SimpleNamespace(info=lines.append))
    environ = {
        "HTTP_X_FORWARDED_FOR": "192.0.2.1",
        "REMOTE_ADDR": "127.0.0.1",
        "REQUEST_METHOD": "GET",
        "RAW_URI": '/kiem-tra/?ma="BÍ-MẬT"',
    }
    logger.access(log, SimpleNamespace(status="200 OK", sent=5), None, environ, timedelta(milliseconds=12))
    assert [json.loads(line) for line in lines] == [
        {
            "at": "now",
            "from": "192.0.2.1",
            "method": "GET",
            "path": "/kiem-tra/",
            "status": "200",
            "bytes": 5,
            "ms": 12.0,
        }
    ]
