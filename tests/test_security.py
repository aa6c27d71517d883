"""What every page promises: closed by default, no foreign script, no copy kept, uploads on their own origin."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from home.models import HomePage

# Every view of ours that answers a stranger, reviewed by hand. All others ask to sign in.
OPEN = {
    "api:token",  # asks for the secret of a connected system
    "certificates:check",
    # The public register holds digests and names nobody.
    "certificates:checkpoint",
    "certificates:entries",
    "certificates:growth",
    "certificates:offline_tool",
    "certificates:old_checkpoint",
    "certificates:paper_keys",
    "certificates:proof",  # for whoever has the code, as the page of the paper
    "certificates:register",
    "certificates:register_format",
    "certificates:register_keys",
    "certificates:tile",
    "certificates:ended",  # the same for everybody
    "certificates:keys",
    "accounts:activate",  # guards itself against guessing
    "certificates:phone",  # the device fills it in
    "certificates:verify",
    # Classes for citizens: a name is enough for a seat (decision 0052).
    "classes:open_class",
    "classes:open_classes",
    "classes:take_seat",
    "courses:autosave",  # asks for itself, and answers a stranger 401
    "courses:captions",
    "courses:catalogue",
    "courses:course",
    "courses:glossary",
    "courses:language",
    "courses:carried",  # asks itself whose course it is
    "courses:carried-cover",
    "courses:package",
    "courses:shelf",  # the device fills it in
    "courses:step",
    "courses:who-is-here",  # says that nobody is
    # What other systems read to judge a credential: keys, states, and what an achievement is.
    "credentials:badge",
    "credentials:did",
    "credentials:framework",
    "credentials:issuer",
    "credentials:jwks",
    "credentials:status_list",
    "home:front",
    "kit:display",
    # Figures without people, for everybody.
    "coverage:open_data",
    "coverage:open_data_csv",
    "coverage:open_data_dictionary",
    "coverage:open_data_json",
    "home:icon",
    "home:manifest",
    "home:worker",
    "kit:gallery",
    "kit:language",
    "lms:healthz",
    "lms:quan-tri/login/",  # sends to the one sign-in page
    "lms:readyz",
    # By a link that its holder made and can switch off.
    "sharing:card",
    "sharing:shared",
    "sharing:shared_badge",
    "sharing:shared_file",
}
TEMPLATES = Path(site_settings.BASE_DIR / "templates")


def our_views(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from our_views(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and entry.callback.__module__.split(".")[0] in [*site_settings.HOUSE, "lms"]:
            place = namespace or "lms"
            yield f"{place}:{entry.name or entry.pattern}", entry.callback


def test_only_reviewed_views_answer_a_stranger() -> None:
    views = dict(our_views(get_resolver()))
    assert {name for name, view in views.items() if not getattr(view, "login_required", True)} <= OPEN
    assert {name for name, view in views.items() if getattr(view, "login_required", True)} & OPEN == set()
    assert len(views) > 15


def test_templates_hold_no_inline_style_or_script() -> None:
    found = []
    for path in TEMPLATES.rglob("*.html"):
        parts = path.relative_to(TEMPLATES).parts
        if "pdf" in parts or "email" in parts:
            continue
        text = path.read_text(encoding="utf-8")
        if " style=" in text or "<script>" in text or ' onclick="' in text or "javascript:" in text:
            found.append(str(path.relative_to(TEMPLATES)))
    assert found == []


def test_public_pages_carry_a_strict_policy_and_set_no_cookie(client: Client, site: HomePage) -> None:
    response = client.get("/")
    policy = response.headers["Content-Security-Policy"]
    assert response.status_code == 200
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert response.cookies == {}


def test_the_admin_alone_may_run_inline_scripts(client: Client, site: HomePage) -> None:
    client.force_login(User.objects.create_superuser(username="quan.tri", full_name="Quản trị", password="x"))
    response = client.get("/quan-tri/")
    assert response.status_code == 200
    assert "script-src 'self' 'unsafe-inline'" in response.headers["Content-Security-Policy"]
    assert "object-src 'none'" in response.headers["Content-Security-Policy"]


def test_pages_of_a_signed_in_person_are_not_kept(client: Client, site: HomePage) -> None:
    client.force_login(User.objects.create_user(username="lan", full_name="Nông Thị Lan", password="x"))
    assert "no-store" in client.get("/").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "content", "disposition"),
    [("anh.png", b"\x89PNG", 'inline; filename="anh.png"'), ("trang.html", b"<script>", "attachment")],
)
def test_uploads_are_served_on_their_own_origin_and_never_run(
    client: Client, settings: Any, tmp_path: Path, name: str, content: bytes, disposition: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / name).write_bytes(content)
    response = client.get(f"/media/{name}", HTTP_HOST=f"{settings.CONTENT_HOST}:8000")
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers.get("Content-Disposition") == disposition
    assert response.getvalue() == content
    assert response.cookies == {}


def test_the_content_origin_has_no_page_of_ours(client: Client, settings: Any, site: HomePage) -> None:
    for path in ("/", "/khoa-hoc/", "/tai-khoan/login/", "/media/../lms/settings.py", "/media/"):
        assert client.get(path, HTTP_HOST=settings.CONTENT_HOST).status_code == 404


def test_our_own_origin_serves_no_upload(client: Client, settings: Any, site: HomePage, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "anh.png").write_bytes(b"x")
    assert client.get("/media/anh.png").status_code in (302, 404)


def test_health_names_what_does_not_answer(client: Client, db: None) -> None:
    assert client.get("/healthz").content == b"ok"
    body = client.get("/readyz").json()
    assert set(body) == {"database", "cache", "signing_key", "warnings"}
    assert (body["database"], body["cache"]) == (True, True)
