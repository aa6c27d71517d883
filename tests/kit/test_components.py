"""Components: what they declare is what they take, and what they show is safe."""

import re
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from kit.views import ICONS

COMPONENTS = sorted(path.stem for path in (settings.BASE_DIR / "templates/components").glob("*.html"))


def shown(source: str, **values: Any) -> str:
    return Template("{% load ui words %}" + source).render(Context(values))


def test_component_shows_attributes_and_body() -> None:
    html = shown('{% component "card" heading=title %}<p>{{ name }}</p>{% endcomponent %}', title="Đơn vị", name="Lan")
    assert html == '<section class="card"><h2 class="card-heading">Đơn vị</h2><p>Lan</p></section>'


def test_component_escapes_what_it_is_given() -> None:
    badge = shown('{% show "badge" text=text %}', text="<b>&")
    assert badge == '<span class="badge badge-info"><span>&lt;b&gt;&amp;</span></span>'


def test_component_sees_nothing_of_the_page_but_what_is_shared() -> None:
    source = '{% component "card" %}{% show "badge" text=text %}{% endcomponent %}'
    assert "heading" not in shown(source, text="x", heading="from the page")


def test_component_sees_request_and_user() -> None:
    from kit.components import SHARED

    assert SHARED == ("request", "user", "csrf_token")


def test_component_stands_in_a_sentence_without_white_space() -> None:
    assert shown('a{% show "badge" text="b" %}c') == 'a<span class="badge badge-info"><span>b</span></span>c'


def test_component_follows_the_language_of_the_moment() -> None:
    page = Template('{% load ui %}{% show "level" level=5 %}')
    with translation.override("en"):
        assert 'aria-label="level 5 of 8"' in page.render(Context())
    with translation.override("vi"):
        assert 'aria-label="bậc 5 trên 8"' in page.render(Context())


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('{% show "badge" text="a" tonne="ok" %}', "“badge” has no attribute “tonne”. It allows: icon, text, tone."),
        ('{% show "badge" %}', "“badge” needs the attribute “text”. It allows: icon, text, tone."),
        ('{% show "bagde" text="a" %}', "no component “bagde”"),
        ("{% show badge text=1 %}", "name in quotes"),
        ('{% show "badge" "a" %}', '“"a"” is not of the form name=value'),
        ('{% show "badge" text="a" text="b" %}', "“badge”: an attribute is given twice"),
        ('{% component "card" body="x" %}{% endcomponent %}', "“card” has no attribute “body”"),
        ("{% attributes body %}", "“body” cannot be declared"),
        ("{% attributes a a=1 %}", "“a” cannot be declared"),
    ],
)
def test_wrong_call_is_refused_when_the_page_is_compiled(source: str, words: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=re.escape(words)):
        Template("{% load ui %}" + source)


def test_button_is_a_link_when_it_has_an_address() -> None:
    assert shown('{% component "button" href="/a/" %}Học{% endcomponent %}') == (
        '<a class="button button-primary" href="/a/">Học</a>'
    )


def test_button_that_is_disabled_cannot_be_followed() -> None:
    html = shown('{% component "button" href="/a/" disabled=True %}Học{% endcomponent %}')
    assert html == '<a class="button button-primary" role="link" aria-disabled="true">Học</a>'


def test_numbers_in_attributes_stay_readable_for_the_browser() -> None:
    with translation.override("vi"):
        assert 'value="41.1"' in shown('{% show "bar" value=share %}', share=41.1)


class OneField(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Như trên thẻ.")
    way = forms.ChoiceField(label="Cách học", widget=forms.RadioSelect, choices=[("a", "A")])


def test_field_ties_label_help_and_error_together() -> None:
    form = OneField({"way": "a"})
    html = shown('{% show "field" field=form.name %}', form=form)
    assert '<label for="id_name">Họ và tên</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_field_of_choices_is_a_fieldset_with_a_legend() -> None:
    html = shown('{% show "field" field=form.way %}', form=OneField())
    assert re.sub(r"\s+<", "<", html).startswith('<fieldset class="field"><legend>Cách học</legend>')


@pytest.mark.parametrize(
    ("number", "expected"), [(1, ["1", "2", "…", "24"]), (12, ["1", "…", "11", "12", "13", "…", "24"])]
)
def test_pagination_offers_ends_and_neighbours(number: int, expected: list[str]) -> None:
    html = shown('{% show "pagination" page=page query="q=a" %}', page=Paginator(range(240), 10).page(number))
    assert re.findall(r">\s*(\d+|…)</", html) == expected
    assert 'href="?q=a&amp;page=24"' in html


def test_pagination_of_one_page_is_nothing() -> None:
    assert shown('{% show "pagination" page=page %}', page=Paginator(range(3), 10).page(1)) == ""


def test_current_marks_the_menu_entry_of_the_page() -> None:
    request = RequestFactory().get("/khoa-hoc/an-toan/")
    assert shown('<a{% current "/khoa-hoc/" %}>', request=request) == '<a aria-current="page">'
    assert shown('<a{% current "/don-vi/" %}>', request=request) == "<a>"
    assert shown('<a {% to "certificates:verify" %}>', request=request) == '<a href="/kiem-tra/">'


@pytest.mark.parametrize(
    ("share", "vietnamese", "english"),
    [
        (0.411, "41,1\xa0%", "41.1%"),
        (1, "100\xa0%", "100%"),
        (0.9996, "99,9\xa0%", "99.9%"),
        (0, "0\xa0%", "0%"),
        (None, "–", "–"),
    ],
)
def test_percent_never_rounds_up_to_all(share: float | None, vietnamese: str, english: str) -> None:
    with translation.override("vi"):
        assert shown("{{ share|percent }}", share=share) == vietnamese
    with translation.override("en"):
        assert shown("{{ share|percent }}", share=share) == english


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 phút"), (45, "45 phút"), (60, "1 giờ"), (95, "1 giờ 35 phút"), (None, "–")]
)
def test_minutes_reads_as_people_say_it(count: int | None, words: str) -> None:
    with translation.override("vi"):
        assert shown("{{ count|minutes }}", count=count) == words


def test_every_component_stands_in_the_gallery() -> None:
    folder = settings.BASE_DIR / "templates/kit"
    gallery = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.html"))
    absent = [name for name in COMPONENTS if f'"{name}"' not in gallery]
    # Parts of "field"; and an answer that stays hidden until a script has found it.
    assert absent == ["field-error", "field-help", "phone-answer"]


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = re.findall(
        r'<symbol id="([\w-]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text(encoding="utf-8")
    )
    assert sorted(drawn) == sorted(ICONS)
    named = set()
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'(?:{% show "icon" name|\bicon)="([\w-]+)"', source))
    assert named - set(drawn) == set()


def test_styles_and_scripts_stay_small() -> None:
    """A lesson is read on a slow line: these are the weights agreed on, before compression."""
    static = settings.BASE_DIR / "static"
    everywhere = ("tokens", "base", "components", "pages", "display")
    assert sum((static / f"css/{name}.css").stat().st_size for name in everywhere) <= 32_768
    long = {path.name: lines for path in static.glob("js/*.js") if (lines := len(path.read_text().splitlines())) > 150}
    assert long == {}
