"""Which pages are measured, what they should cost at most, and what they weigh. Needs Django to be set up."""

import gzip
import http.client
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from benchmarks.serving import PROXY_HEADERS
from certificates.models import Certificate
from courses.models import CoursePage, LessonPage
from lms.demo.cast import MEMBERS
from lms.demo.story import DATA_GOVERNANCE

_IMPORT = re.compile(rb"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{0,2}/[^"']+)["']""")
# As deploy/proxy.conf.template compresses pages.
GZIP_LEVEL = 5


@dataclass(frozen=True, kw_only=True)
class Aim:
    """At most so many bare views of processor time, queries and bytes."""

    ratio: float | None = None
    queries: int | None = None
    bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    name: str
    path: str
    reader: User | None
    aim: Aim
    # A slow page is asked for one time in so many.
    one_in: int = 1

    def client(self) -> Client:
        client = Client(headers={name.lower(): value for name, value in PROXY_HEADERS.items()})
        if self.reader is not None:
            client.force_login(self.reader)
        return client

    def headers(self) -> dict[str, str]:
        """What the reader's browser and the proxy send; a session of its own."""
        session = self.client().cookies.get(settings.SESSION_COOKIE_NAME)
        cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.value}"} if session else {}
        return {**PROXY_HEADERS, "Accept-Language": "vi", **cookie}


@dataclass(frozen=True, kw_only=True)
class Weight:
    """Bytes of a page's HTML, CSS and JavaScript: on the wire and unpacked. Fonts and pictures are left out."""

    sent: int
    unpacked: int


def pages() -> list[Page]:
    """The pages that carry the day, with readers and addresses from the demo's story."""
    cast = {member.key: member.username for member in MEMBERS}
    course = CoursePage.objects.live().get(code=DATA_GOVERNANCE)
    lesson = LessonPage.objects.live().child_of(course).first()
    certificate = Certificate.objects.filter(revoked_at=None).first()
    assert lesson is not None, "The demo has no lesson."
    assert certificate is not None, "The demo has no certificate."
    learner = User.objects.get(username=cast["learner"])
    officer = User.objects.get(username=cast["provincial_officer"])
    return [
        Page(name="healthz", path="/healthz", reader=None, aim=Aim()),
        Page(name="front", path="/", reader=None, aim=Aim(ratio=5)),
        Page(name="catalogue", path="/khoa-hoc/", reader=None, aim=Aim(ratio=5)),
        Page(name="course", path=f"/khoa-hoc/{course.slug}/", reader=None, aim=Aim(ratio=12)),
        Page(
            name="lesson",
            path=f"/khoa-hoc/{course.slug}/{lesson.slug}/",
            reader=learner,
            aim=Aim(ratio=12, queries=8, bytes=100_000),
            one_in=2,
        ),
        Page(
            name="certificate check",
            path=reverse("certificates:check", args=[certificate.code]),
            reader=None,
            aim=Aim(ratio=3),
        ),
        Page(
            name="coverage target",
            path=reverse("coverage:target", args=["LS-334-01"]),
            reader=officer,
            aim=Aim(),
            one_in=20,
        ),
        Page(
            name="people list",
            path=reverse("coverage:people", args=["LS-334-01"]),
            reader=officer,
            aim=Aim(ratio=80),
            one_in=20,
        ),
    ]


def queries(page: Page) -> int:
    """How many times the page asks the database, once caches are warm."""
    client = page.client()
    client.get(page.path)
    with CaptureQueriesContext(connection) as seen:
        client.get(page.path)
    return len(seen)


def weight(page: Page, port: int) -> Weight:
    """The page as a browser gets it: HTML packed by the proxy, the rest packed by the site."""
    html = _fetch(port, page.path, page.headers())[0]
    sent, unpacked = len(gzip.compress(html, GZIP_LEVEL)), len(html)
    waiting, fetched = _references(page.path, html), set[str]()
    while waiting:
        path = waiting.pop()
        if path in fetched:
            continue
        fetched.add(path)
        plain, kind = _fetch(port, path, PROXY_HEADERS)
        packed, _kind = _fetch(port, path, {**PROXY_HEADERS, "Accept-Encoding": "br, gzip"})
        sent, unpacked = sent + len(packed), unpacked + len(plain)
        if "javascript" in kind:
            waiting |= {urljoin(path, found.decode()) for found in _IMPORT.findall(plain)}
    return Weight(sent=sent, unpacked=unpacked)


def _fetch(port: int, path: str, headers: dict[str, str]) -> tuple[bytes, str]:
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    server.request("GET", path, headers=headers)
    answer = server.getresponse()
    body = answer.read()
    server.close()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}.")
    return body, answer.headers.get_content_type()


class _Links(HTMLParser):
    """Collects the addresses of style sheets and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "script" and given.get("src"):
            self.found.append(given["src"] or "")
        elif tag == "link" and given.get("rel") in ("stylesheet", "modulepreload"):
            self.found.append(given.get("href") or "")


def _references(base: str, html: bytes) -> set[str]:
    links = _Links()
    links.feed(html.decode())
    return {urlsplit(urljoin(base, link)).path for link in links.found}
