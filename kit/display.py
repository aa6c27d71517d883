"""How a visitor likes pages to look: size of text, light or dark, space between lines. Kept in a cookie.

The cookie reads "<theme>.<size>.<spacing>". The server writes it into <html>, so that no page flashes; a page
kept for strangers is kept once for each look (courses.published). It names nobody and is no secret, so a
script may change it at once (static/js/display.js).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kit.language import YEAR, safe_next

COOKIE = "hien_thi"
THEMES = {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")}
SIZES = {"1": _("Normal"), "2": _("Large"), "3": _("Larger"), "4": _("Largest")}
SPACINGS = {"1": _("Normal"), "2": _("Wide")}


@dataclass(frozen=True)
class Display:
    """One look; every value is one of those above, so there are few of them in all."""

    theme: str = "auto"
    size: str = "1"
    spacing: str = "1"

    def __str__(self) -> str:
        return f"{self.theme}.{self.size}.{self.spacing}"


PLAIN = Display()


def display_of(cookies: Mapping[str, str]) -> Display:
    """The look that a cookie names; what it does not name rightly is as usual."""
    value = cookies.get(COOKIE)
    if not value:
        return PLAIN
    theme, size, spacing, *_rest = [*value.split("."), "", "", ""]
    return _checked(theme, size, spacing)


def _checked(theme: str, size: str, spacing: str) -> Display:
    return Display(
        theme=theme if theme in THEMES else PLAIN.theme,
        size=size if size in SIZES else PLAIN.size,
        spacing=spacing if spacing in SPACINGS else PLAIN.spacing,
    )


def display(request: HttpRequest) -> dict[str, Any]:
    """Template context: the visitor's look, and what there is to choose from."""
    return {
        "display": display_of(request.COOKIES),
        "display_choices": SimpleLazyObject(lambda: {"themes": THEMES, "sizes": SIZES, "spacings": SPACINGS}),
    }


# Without a token, like the choice of a language: all that a forged request could do is change how pages look.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_display(request: HttpRequest) -> HttpResponse:
    """GET shows the choices; POST keeps `theme`, `size` and `spacing` for a year and goes back to `next`."""
    if request.method != "POST":
        return render(request, "kit/display.html")
    response = HttpResponseRedirect(safe_next(request))
    chosen = _checked(*(request.POST.get(name, "") for name in ("theme", "size", "spacing")))
    response.set_cookie(
        COOKIE, str(chosen), max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=False, samesite="Lax"
    )
    return response
