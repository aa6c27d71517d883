"""The site as an app: manifest, icons, service worker, and the headers they need."""

import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from accounts.models import User
from home.installing import WORKER_PARTS, shell_version
from home.models import HomePage


def test_manifest_opens_the_desk_and_names_icons_that_are_there(client: Client, site: HomePage) -> None:
    response = client.get("/ung-dung.webmanifest")
    manifest = response.json()
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert (manifest["start_url"], manifest["scope"], manifest["lang"]) == ("/viec-hoc/", "/", "vi")
    assert "maskable" in {icon.get("purpose") for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        if icon["type"] != "image/png":
            continue
        image = Image.open(io.BytesIO(client.get(icon["src"]).content))
        assert f"{image.width}x{image.height}" == icon["sizes"]
        # A maskable icon is cut by the system: its ground goes to the corner.
        corner = image.convert("RGBA").getpixel((0, 0))
        assert corner == ((39, 52, 107, 255) if icon["purpose"] == "maskable" or "180" in icon["src"] else (0, 0, 0, 0))


@pytest.mark.parametrize("name", ["icon-9999", "khong-co"])
def test_only_known_icons_are_drawn(client: Client, site: HomePage, name: str) -> None:
    assert client.get(f"/bieu-tuong/{name}.png").status_code == 404


def test_worker_is_asked_for_anew_and_may_serve_the_whole_site(client: Client, site: HomePage) -> None:
    response = client.get("/sw.js")
    assert response.headers["Content-Type"] == "text/javascript"
    assert response.headers["Cache-Control"] == "no-cache"
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert f"connect-src 'self' {settings.CONTENT_ORIGIN}" in response.headers["Content-Security-Policy"]
    assert response.cookies == {}


def test_worker_is_the_same_for_everybody_and_its_shell_is_there(client: Client, site: HomePage, lan: User) -> None:
    script = client.get("/sw.js").content.decode()
    client.force_login(lan)
    assert client.get("/sw.js").content.decode() == script
    config = json.loads(re.search(r"= (\{.*\});\nimportScripts", script, re.DOTALL).group(1))  # type: ignore[union-attr]
    pages = [url for url in config["shell"] if not url.startswith(settings.STATIC_URL)]
    assert pages == ["/mang-theo/?trong-may", "/kiem-tra/trong-may/"]
    files = [url.removeprefix(settings.STATIC_URL) for url in config["shell"] if url not in pages]
    assert [name for name in files if finders.find(name) is None] == []
    assert config["version"] == shell_version()


def test_version_changes_with_the_files_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shell_version()
    monkeypatch.setattr("home.installing._content_of", lambda name: hashlib.sha256(name.encode()).digest())
    shell_version.cache_clear()
    after = shell_version()
    shell_version.cache_clear()
    assert before != after
    monkeypatch.undo()
    assert shell_version() == before


def test_scripts_are_short() -> None:
    folder = Path(settings.BASE_DIR) / "static/js/offline"
    scripts = [*folder.glob("*.js"), *(folder.parent / "checking").glob("*.js")]
    assert {path.name: n for path in scripts if (n := len(path.read_text().splitlines())) > 150} == {}
    assert [part for part in WORKER_PARTS if not (folder.parent.parent / part).exists()] == []
    # Read by importScripts as well: nothing is imported or exported.
    for part in WORKER_PARTS:
        assert re.findall(r"^(?:import|export)\b", (folder.parent.parent / part).read_text(), re.MULTILINE) == []


@pytest.mark.parametrize("signed_in", [False, True])
def test_pages_say_whose_they_are_by_a_name_that_says_nothing(
    client: Client, site: HomePage, lan: User, signed_in: bool
) -> None:
    if signed_in:
        client.force_login(lan)
    tag = re.search(r'data-person="(\w*)"', client.get("/mang-theo/").content.decode()).group(1)  # type: ignore[union-attr]
    assert len(tag) == (24 if signed_in else 0)
    assert str(lan.pk) != tag
