"""Tags for pages: components, addresses of static files, the mark on the current menu entry."""

import functools
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.base import Node, Parser, Token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kit.components import ComponentNode, read_call, read_declaration

register = template.Library()

TONES = {"success": "ok", "error": "bad", "warning": "warning"}


@register.tag
def attributes(parser: Parser, token: Token) -> Node:
    """First line of a component: the attributes it takes, with defaults; without default = required."""
    return read_declaration(parser, token.split_contents())


@register.tag
def component(parser: Parser, token: Token) -> Node:
    """`{% component "card" heading=_("…") %}…{% endcomponent %}`: a component around a body."""
    found, given = read_call(parser, token.split_contents())
    nodelist = parser.parse(("endcomponent",))
    parser.delete_first_token()
    return ComponentNode(found, given, nodelist)


@register.tag
def show(parser: Parser, token: Token) -> Node:
    """`{% show "badge" text=_("…") %}`: a component without a body."""
    found, given = read_call(parser, token.split_contents())
    return ComponentNode(found, given, None)


@register.simple_tag
@functools.cache
def asset(path: str) -> str:
    """Address of a static file, looked up once per process: it cannot change while we run."""
    return static(path)


@register.simple_tag(takes_context=True)
def current(context: template.Context, prefix: str) -> SafeString:
    """` aria-current="page"` when the page asked for lies under `prefix`."""
    request = context.get("request")
    here = request is not None and request.path.startswith(prefix)
    return mark_safe(' aria-current="page"' if here else "")  # noqa: S308


@register.simple_tag(takes_context=True)
def to(context: template.Context, name: str) -> SafeString:
    """`<a {% to "home:desk" %}>`: the address of a view of ours, and the mark when the reader is there."""
    address = reverse(name)
    return format_html('href="{}"{}', address, current(context, address))


@register.filter
def control(field: BoundField) -> SafeString:
    """The input of a field, without a placeholder that only repeats its label."""
    placeholder = field.field.widget.attrs.get("placeholder")
    repeats = placeholder and str(placeholder) == str(field.label)
    return field.as_widget(attrs={"placeholder": ""} if repeats else None)


@register.filter
def tone(level_tag: str) -> str:
    """The tone of an alert for a message of Django's level ("success" → "ok")."""
    return TONES.get(level_tag, "info")


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """Numbers to offer under a long list: the ends, the neighbours, and “…” between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
