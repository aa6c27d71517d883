"""A real browser in tests: pages at the width of a telephone or a desk, with nothing let out of the machine.

    def test_desk_is_usable_on_a_phone(page_at, lan):
        page = page_at(360, user=lan)
        page.goto("/viec-hoc/")
        assert_no_overflow(page)
        assert_accessible(page)

Every test that uses `page_at` is marked `browser`. A page that asks another host, breaks the content
security policy, throws, or lacks a file fails its test.

Nothing is timed: what happens a moment later is waited for, with Playwright's `expect` on a page, and with
`eventually` on anything else. A machine under load is slow, not wrong.

    eventually(lambda: Place.objects.get().block, "d-1")
"""

import os
import shutil
import threading
import time
from asyncio import AbstractEventLoop, get_running_loop
from asyncio.events import _set_running_loop
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from weakref import WeakSet

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.signals import request_finished, request_started
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The first is the same without its windows: less work for the same pages.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ABSENT = "chromium is not installed: sudo apt-get install chromium-headless-shell (or chromium)"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks for, no name but our own is looked up.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]
LOADED = ("stylesheet", "script", "image", "font")
# Long enough for a machine that does ten things at once; whoever waits goes on as soon as it is so.
PATIENCE_SECONDS = 60
expect.set_options(timeout=PATIENCE_SECONDS * 1000)
ANYTHING = object()
# (width, colours) in which a page is looked at.
Look = tuple[int, Literal["light", "dark"]]
PHONE_AND_DESK: tuple[Look, ...] = ((360, "light"), (1280, "light"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def is_ours(url: str) -> bool:
    """Whether a request stays on this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    loopback = host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")
    return parts.scheme in ("data", "blob", "about") or loopback


@pytest.fixture(scope="session")
def started_chromium() -> Iterator[tuple[Browser, AbstractEventLoop]]:
    """The system's browser, with the loop that Playwright keeps in this thread; it is started once in a process.

    The test is skipped where there is no browser, but never in CI.
    """
    binary = next(filter(None, map(shutil.which, NAMES)), None)
    if binary is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ABSENT)
    # While Playwright's loop runs in this thread, Django would refuse to touch the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=FLAGS)
        loop = get_running_loop()
        _set_running_loop(None)
        yield browser, loop
        _set_running_loop(loop)
        browser.close()


@pytest.fixture
def chromium(started_chromium: tuple[Browser, AbstractEventLoop]) -> Iterator[Browser]:
    """The browser, for one test.

    A thread runs one loop at a time. Between tests it is not Playwright's, so that others may start theirs (signing
    a paper does).
    """
    browser, loop = started_chromium
    _set_running_loop(loop)
    yield browser
    # Django keeps a thread's lines to the database apart from those of its loop; none may outlive its database.
    connections.close_all()
    _set_running_loop(None)


def watch(context: BrowserContext, problems: list[str]) -> None:
    """Write down everything a page of ours must not do."""

    def on_request(request: Any) -> None:
        if not is_ours(request.url):
            problems.append(f"asked another host: {request.url}")

    def on_console(message: Any) -> None:
        if "Content Security Policy" in message.text:
            problems.append(f"broke the content security policy: {message.text}")

    def on_response(response: Any) -> None:
        if response.status >= 400 and response.request.resource_type in LOADED:
            problems.append(f"lacks a file: {response.status} {response.url}")

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("response", on_response)
    context.on("weberror", lambda error: problems.append(f"threw: {error.error}"))


_under_way: WeakSet[threading.Thread] = WeakSet()


def _begins(**_signal: Any) -> None:
    _under_way.add(threading.current_thread())


def _ends(**_signal: Any) -> None:
    _under_way.discard(threading.current_thread())


request_started.connect(_begins)
request_finished.connect(_ends)


def requests_under_way() -> int:
    """How many threads of the live server are answering. One whose browser went away just ends."""
    here = threading.current_thread()
    return sum(thread.is_alive() for thread in list(_under_way) if thread is not here)


@pytest.fixture
def page_at(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """`page_at(width, user=None, dark=False, **context options)` → a page whose addresses start at the live site."""
    problems: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(width: int = 360, *, user: Any = None, dark: bool = False, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            locale="vi-VN",
            timezone_id=settings.TIME_ZONE,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        contexts.append(context)
        watch(context, problems)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    # What a closing page still sends is no business of the next test's.
    eventually(requests_under_way, 0)
    assert problems == []


def eventually(look: Callable[[], Any], expected: Any = ANYTHING, *, page: Page | None = None) -> Any:
    """What `look()` gives, as soon as it equals `expected` (or, where nothing is named, is true).

    A row that is not there yet is waited for as well. Name the `page` where `look` reads what its events write
    down: they arrive only while it is spoken to. After PATIENCE_SECONDS it fails, and says what it saw last.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            seen = look()
        except ObjectDoesNotExist as missing:
            seen = missing
        is_so = not isinstance(seen, ObjectDoesNotExist) and (seen if expected is ANYTHING else seen == expected)
        if is_so:
            return seen
        if time.monotonic() > until:
            raise AssertionError(f"It never came: {seen!r}" + ("" if expected is ANYTHING else f" is not {expected!r}"))
        if page:
            page.wait_for_timeout(50)
        else:
            time.sleep(0.05)


def assert_no_overflow(page: Page) -> None:
    """Nothing is wider than the window: no reader has to scroll sideways."""
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= window, f"{page.url} is {width} px wide in a window of {window} px"


def assert_whole(page: Page, looks: Iterable[Look] = PHONE_AND_DESK) -> None:
    """The page fits and is accessible in each look; it is loaded once and resized, as a reader turns a telephone."""
    for width, colours in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        assert_no_overflow(page)
        assert_accessible(page)


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def assert_accessible(page: Page, *, within: str | None = None) -> None:
    """axe-core finds nothing against WCAG 2.2 AA and its best practices, on the page or `within` a selector."""
    if page.evaluate("!window.axe"):
        page.evaluate(_axe())
    found = page.evaluate(
        "async ([within, runOnly]) =>"
        " (await axe.run(within || document, {runOnly, resultTypes: ['violations'], preload: false})).violations",
        [within, AXE_TAGS],
    )
    lines = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(f"{' '.join(map(str, node['target']))}  {node['html'][:160]}" for node in violation["nodes"])
        for violation in found
    ]
    assert not lines, f"{page.url}\n" + "\n".join(lines)
