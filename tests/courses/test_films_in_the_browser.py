"""A film is played from the origin of uploads, with captions from ours, on a telephone, by a real browser."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from playwright.sync_api import Page, expect

from courses.models import CoursePage, Film, LessonPage
from tests.browser import assert_accessible, assert_no_overflow, eventually
from tests.courses.material_of_all_kinds import CAPTIONS, every_block, wav
from tests.courses.study import make_course

OpenPage = Callable[..., Page]


@pytest.fixture
def second_origin(settings: Any, live_server: Any) -> str:
    """The origin of uploads at the port of the live site, as the settings would name it."""
    origin = f"http://{settings.CONTENT_HOST}:{urlsplit(live_server.url).port}"
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {name: [*policy[name], origin] for name in ("img-src", "media-src", "connect-src")}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, **allowed}}
    settings.MEDIA_URL = f"{origin}/media/"
    return origin


@pytest.fixture
def lesson(site: Any, frameworks: None) -> LessonPage:
    """A lesson for everyone, with every block; its sound lasts two seconds and has captions."""
    course: CoursePage = make_course("nghe-nhin")
    course.sources = [{"key": "ban-ghi", "title": "Bản ghi nội bộ", "confidence": "confirmed"}]
    course.save_revision().publish()
    lesson = LessonPage.objects.get(slug="bai-1")
    lesson.body = every_block(LessonPage.objects.get(slug="bai-2"))
    sound = Film.objects.get(type="audio")
    sound.file = ContentFile(wav(2), name="tieng.wav")
    sound.captions = ContentFile(CAPTIONS.encode(), name="phu-de.vtt")
    sound.save()
    lesson.save_revision().publish()
    return lesson


def test_film_plays_from_the_second_origin_on_a_phone(
    page_at: OpenPage, second_origin: str, lesson: LessonPage
) -> None:
    page = page_at(360)
    asked: list[str] = []
    page.on("response", lambda response: asked.append(f"{response.status} {response.url}"))
    page.goto("/khoa-hoc/nghe-nhin/bai-1/")
    assert_no_overflow(page)
    assert_accessible(page)
    expect(page.locator("video[data-film] track[default]")).to_have_count(1)
    played = page.evaluate("""async () => {
        const sound = document.querySelector("audio[data-film]");
        sound.muted = true;
        const soon = (what, name) => Promise.race([what, new Promise((_, no) => setTimeout(no, 60000, name))]);
        await soon(sound.play(), "it does not play");
        const seeked = new Promise((done) => sound.addEventListener("seeked", done, {once: true}));
        sound.currentTime = 1.5;
        await soon(seeked, "it does not seek");
        const track = sound.textTracks[0];
        while (!track.cues?.length) await new Promise((again) => setTimeout(again, 50));
        const [length, at] = [Math.round(sound.duration), sound.currentTime >= 1.5];
        return {length, at, mode: track.mode, cue: track.cues[0].text};
    }""")
    assert played == {"length": 2, "at": True, "mode": "showing", "cue": "Xin chào bà con."}
    sound = Film.objects.get(type="audio")
    answers = {f"206 {second_origin}/media/{sound.file.name}"}
    eventually(lambda: {line for line in asked if line.endswith(".wav")}, answers, page=page)
    page.locator("details.transcript summary").first.click()
    expect(page.get_by_text("Gọi 156.", exact=True)).to_be_visible()


def test_lesson_with_films_stays_light(client: Client, second_origin: str, lesson: LessonPage) -> None:
    assert len(client.get("/khoa-hoc/nghe-nhin/bai-1/").content) < 40_000
