"""Following the links of the site as one person, without a browser."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from wagtail.models import Page

from accounts.models import User

# Of one screen so many addresses are looked at, and so many screens in all.
OF_A_KIND, IN_ALL = 1, 110
FILES = "pdf|xlsx|csv|txt|zip|vtt|png|jpg|css|js|svg|woff2|webmanifest"
SKIPPED = re.compile(rf"/(logout|jsi18n|static|media)/|/tai-ve/|export=|ordering=|\.({FILES})$")


def visitor(person: User | None, language: str) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def pages_of(client: Client, *starts: str, kinds: Counter[str] | None = None) -> Iterator[tuple[str, str]]:
    """(address, HTML) of the pages reached from `starts` by links, a few of each kind.

    Give the same `kinds` for several people, and screens that one of them has seen are not looked at again.
    """
    waiting, seen = deque(starts), set(starts)
    kinds = Counter() if kinds is None else kinds
    looked_at = 0
    while waiting and looked_at < IN_ALL:
        address = waiting.popleft()
        answer = client.get(address)
        if answer.status_code in (301, 302):
            links = [answer["Location"]]
        elif "html" in answer.get("Content-Type", "") and not answer.streaming:
            looked_at += 1
            html = answer.content.decode()
            yield address, html
            links = list(_links(html))
        else:
            continue
        for link in links:
            there = _here(urljoin(address, link))
            if there and there not in seen:
                seen.add(there)
                kind = kind_of(there)
                kinds[kind] += 1
                if kind and kinds[kind] <= OF_A_KIND:
                    waiting.append(there)


def _links(html: str) -> Iterator[str]:
    # Links stand in the menus that a script builds, too.
    yield from (unescape(link) for link in re.findall(r'(?:\bhref="|"url": ?")([^"#]+)', html))


def _here(address: str) -> str:
    parts = urlsplit(address)
    if parts.netloc and parts.netloc != urlsplit(settings.BASE_URL).netloc and parts.netloc != "testserver":
        return ""
    there = parts.path + (f"?{parts.query}" if parts.query else "")
    return "" if not parts.path or parts.scheme in ("mailto", "tel") or SKIPPED.search(there) else there


def kind_of(address: str) -> str:
    """Addresses of one kind show one screen: same view, same kind of page, same names in the query."""
    parts = urlsplit(address)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return ""
    kind = [found.view_name or str(found.func), *sorted({name for name, _value in parse_qsl(parts.query)})]
    if found.view_name.startswith("wagtailadmin_") and found.args + tuple(found.kwargs.values()):
        number = str((*found.args, *found.kwargs.values())[0])
        page = Page.objects.filter(pk=number).first() if number.isdigit() else None
        kind.append(page.specific_class.__name__ if page and page.specific_class else "")
    if found.view_name == "courses:step":
        page = Page.objects.filter(slug=found.kwargs["step"]).first()
        kind.append(page.specific_class.__name__ if page and page.specific_class else "")
    return " ".join(kind)
