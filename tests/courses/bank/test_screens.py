"""The bank's screens: who sees them, what they show, what they do; and what a list of questions costs."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from wagtail.models import Workflow

from accounts.models import User
from courses.authoring.attention import rows_for
from courses.bank.bringing import forget_old_files
from courses.bank.framing import Defaults
from courses.bank.importing import import_questions
from courses.bank.reading import read_questions
from courses.models import CoursePage, Question, QuestionImport, QuestionStatistics, QuestionTag
from courses.teaching import appoint_teacher
from tests.browser import assert_accessible, assert_no_overflow, eventually
from tests.courses.bank.files import WRITERS, gift, made, moodle, xlsx
from tests.courses.study import NOW, our_queries

IMPORT = "/quan-tri/ngan-hang-cau-hoi/nhap/"
LIST = "/quan-tri/snippets/courses/question/"


def member(username: str, group: str) -> User:
    person = User.objects.create_user(username=username, full_name=f"Người {username}")
    person.groups.add(Group.objects.get(name=group))
    return person


@pytest.fixture
def duc(course: CoursePage) -> User:
    """An author who is no administrator."""
    return member("duc", "Editors")


@pytest.fixture
def binh(course: CoursePage) -> User:
    """A reviewer."""
    return member("binh", "Moderators")


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def bring(client: Client, content: bytes, name: str = "a.txt", **choices: str) -> Any:
    data = {"file": SimpleUploadedFile(name, content), "course": "KHOA-THU", "difficulty": "basic", **choices}
    return client.post(IMPORT, data)


def confirm(client: Client, address: str) -> Any:
    shown = client.get(address)
    return client.post(address, {"plan": shown.context["brought"].plan}, follow=True)


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# ── From file to bank ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", WRITERS)
def test_author_brings_looks_and_confirms(course: CoursePage, duc: User, form: str) -> None:
    client = signed_in(duc)
    write, name = WRITERS[form]
    address = bring(client, write([made(number) for number in range(14)]), name).headers["Location"]
    shown = client.get(address)
    assert shown.context["plan"].counts == {"read": 14, "new": 14, "changed": 0, "unchanged": 0, "wrong": 0}
    assert Question.objects.count() == 6
    assert confirm(client, address).status_code == 200
    assert Question.objects.filter(live=False, latest_revision__user=duc).count() == 14
    again = bring(client, write([made(number) for number in range(14)]), name).headers["Location"]
    assert client.get(again).context["nothing_to_do"] is True


def test_preview_of_a_thousand_shows_some_and_counts_the_rest(course: CoursePage, duc: User) -> None:
    client = signed_in(duc)
    address = bring(client, xlsx([made(number) for number in range(1000)]), "a.xlsx").headers["Location"]
    shown = client.get(address)
    assert (len(shown.context["new"].rows), shown.context["new"].more) == (100, 900)
    confirm(client, address)
    assert Question.objects.count() == 1006


def test_preview_tells_what_changes(course: CoursePage, duc: User) -> None:
    client = signed_in(duc)
    confirm(client, bring(client, gift([made(0), made(1)])).headers["Location"])
    new = replace(made(0), text="Câu đã viết lại", options=made(0).options[:2])
    shown = client.get(bring(client, gift([new, made(1)])).headers["Location"])
    (compared,) = shown.context["changed"].rows
    assert [(change.before, change.after) for change in compared.changes] == [
        (made(0).text, "Câu đã viết lại"),
        ("✓ Gọi Xã 0\nBấm = ngay {nhé}\nĐọc mã #OTP: ~ 6 số", "✓ Gọi Xã 0\nBấm = ngay {nhé}"),
    ]


def test_wrong_file_shows_its_lines_and_cannot_be_confirmed(course: CoursePage, duc: User) -> None:
    client = signed_in(duc)
    bad = replace(made(0), options=made(0).options[:1])
    address = bring(client, moodle([made(1), bad]), "a.xml").headers["Location"]
    (fault,) = client.get(address).context["wrong"].rows
    assert (fault.code, fault.line) == ("BANK-0000", 13)
    assert len(told(confirm(client, address))) == 1
    assert Question.objects.count() == 6


@pytest.mark.parametrize(("name", "content"), [("a.pdf", b"%PDF"), ("a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><quiz/>')])
def test_file_that_cannot_be_read_is_refused_at_once(course: CoursePage, duc: User, name: str, content: bytes) -> None:
    response = bring(signed_in(duc), content, name)
    assert (response.status_code, len(response.context["form"].errors["file"])) == (422, 1)
    assert QuestionImport.objects.count() == 0


def test_words_of_a_file_are_shown_as_words(course: CoursePage, duc: User) -> None:
    client = signed_in(duc)
    evil = replace(made(0), text="<script>alert(1)</script>")
    page = client.get(bring(client, gift([evil])).headers["Location"]).content.decode()
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_what_nobody_saw_is_not_imported(course: CoursePage, duc: User) -> None:
    client = signed_in(duc)
    address = bring(client, gift([made(0)])).headers["Location"]
    shown = client.get(address).context["brought"].plan
    import_questions(
        read_questions("b.txt", gift([replace(made(0), text="Khác")])),
        defaults=Defaults("KHOA-THU"),
        publish=True,
        by=None,
        at=NOW,
    )
    assert len(told(client.post(address, {"plan": shown}, follow=True))) == 1
    assert Question.objects.get(code="BANK-0000").text == "Khác"
    assert len(told(client.post(address, {}, follow=True))) == 1
    confirm(client, address)
    assert Question.objects.get(code="BANK-0000").get_latest_revision_as_object().text == made(0).text


def test_second_confirmation_is_refused(course: CoursePage, duc: User, binh: User) -> None:
    address = bring(signed_in(duc), gift([made(0)])).headers["Location"]
    plan = signed_in(binh).get(address).context["brought"].plan
    assert "1" in told(signed_in(binh).post(address, {"plan": plan}, follow=True))[0]
    response = signed_in(duc).post(address, {"plan": plan}, follow=True)
    assert (len(told(response)), response.context["brought"].confirmed_by) == (1, binh)
    assert Question.objects.count() == 7


def test_author_without_the_right_publishes_nothing(course: CoursePage, duc: User, binh: User) -> None:
    address = bring(signed_in(duc), gift([made(0)]), publish="1").headers["Location"]
    confirm(signed_in(binh), address)
    assert Question.objects.get(code="BANK-0000").live is False
    confirm(signed_in(binh), bring(signed_in(binh), gift([made(1)]), publish="1").headers["Location"])
    assert Question.objects.get(code="BANK-0001").live is True


def test_file_nobody_confirms_is_forgotten(course: CoursePage, duc: User) -> None:
    client = signed_in(duc)
    address = bring(client, gift([made(0)])).headers["Location"]
    brought = QuestionImport.objects.get()
    assert forget_old_files(at=brought.brought_at + dt.timedelta(days=6)) == 0
    assert forget_old_files(at=brought.brought_at + dt.timedelta(days=8)) == 1
    assert "plan" not in client.get(address).context
    assert len(told(client.post(address, {"plan": "x"}, follow=True))) == 1
    assert Question.objects.count() == 6


# ── Who may ───────────────────────────────────────────────────────────────────────────────────


def test_outsiders_are_refused_on_every_screen(course: CoursePage, duc: User, lan: User, author: User) -> None:
    address = bring(signed_in(duc), gift([made(0)])).headers["Location"]
    appoint_teacher(person=lan, course=course, by=author, at=NOW)
    officer = User.objects.create_user(username="minh", full_name="Trần Quang Minh")
    officer.groups.add(Group.objects.create(name="Chỉ vào được trang quản trị"))
    for person in (lan, officer):
        client = signed_in(person)
        for place in (IMPORT, f"{IMPORT}mau/", address, LIST, f"{LIST}?export=xlsx"):
            assert (place, client.get(place).status_code) == (place, 302)
        assert client.post(address, {"plan": QuestionImport.objects.get().plan}).status_code == 302
        assert bring(client, gift([made(1)])).status_code == 302
    assert Client().get(address).status_code == 302
    assert (Question.objects.count(), QuestionImport.objects.count()) == (6, 1)


def test_one_who_may_only_enter_the_admin_is_refused(course: CoursePage, duc: User) -> None:
    address = bring(signed_in(duc), gift([made(0)])).headers["Location"]
    visitor = User.objects.create_user(username="khach", full_name="Khách")
    visitor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = signed_in(visitor)
    for place in (IMPORT, f"{IMPORT}mau/", address, LIST):
        assert client.get(place).headers["Location"] == "/quan-tri/"
    assert client.post(address, {"plan": QuestionImport.objects.get().plan}).headers["Location"] == "/quan-tri/"
    assert Question.objects.count() == 6


def test_unknown_import_is_not_found(course: CoursePage, duc: User) -> None:
    assert signed_in(duc).get(f"{IMPORT}999/").status_code == 404


# ── The list ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bank(course: CoursePage) -> CoursePage:
    content = gift([made(number) for number in range(7)])
    import_questions(read_questions("a.txt", content), defaults=Defaults("KHOA-THU"), publish=True, by=None, at=NOW)
    return course


def codes(client: Client, query: str) -> list[str]:
    listed = client.get(f"{LIST}?ordering=code&{query}").context["object_list"]
    return [question.code for question in listed if question.code.startswith("BANK")]


def test_list_is_found_by_words_and_filters(bank: CoursePage, duc: User) -> None:
    client = signed_in(duc)
    assert codes(client, "q=to dan pho so 4") == ["BANK-0004"]
    assert codes(client, "q=Tổ DÂN phố") == ["BANK-0004"]
    assert codes(client, "type=matching") == ["BANK-0003"]
    assert codes(client, f"course={bank.pk}&difficulty=intermediate") == []
    tag = QuestionTag.objects.get(name="tình huống")
    assert codes(client, f"tag={tag.pk}") == ["BANK-0000", "BANK-0003", "BANK-0006"]
    Question.objects.filter(code="BANK-0002").update(live=False)
    Question.objects.filter(code="BANK-0005").update(has_unpublished_changes=True)
    assert codes(client, "state=draft") == ["BANK-0002"]
    assert codes(client, "state=changed") == ["BANK-0005"]
    question = Question.objects.get(code="BANK-0001")
    QuestionStatistics.objects.create(
        question=question, counted_at=NOW, shown=50, answers=50, right=48, flags=",too_easy,not_telling,"
    )
    assert codes(client, "flag=too_easy") == ["BANK-0001"]
    assert codes(client, "flag=too_hard") == []
    assert codes(client, "flag=any") == ["BANK-0001"]
    told = [row for row in rows_for(duc) if row.url.endswith("?flag=any")]
    assert [row.count for row in told] == [1]
    assert "96 % · 50" in client.get(f"{LIST}?q=BANK-0001").content.decode()


@pytest.mark.parametrize("form", ["xlsx", "gift", "moodle"])
def test_what_is_listed_is_what_is_saved(bank: CoursePage, duc: User, form: str) -> None:
    response = signed_in(duc).get(f"{LIST}?type=matching&export={form}")
    name = response.headers["Content-Disposition"].split('"')[1]
    drafts = read_questions(name, response.content).reading.drafts
    assert [draft.code for draft in drafts] == ["BANK-0003"]


def test_list_costs_the_same_for_one_and_three(bank: CoursePage, duc: User) -> None:
    client = signed_in(duc)
    client.get(LIST)
    with our_queries() as one:
        client.get(f"{LIST}?q=BANK-0001")
    with our_queries() as three:
        client.get(f"{LIST}?q=BANK")
    assert (len(one), len(three)) == (13, 13)


def test_question_shows_what_answers_say(bank: CoursePage, duc: User) -> None:
    question = Question.objects.get(code="BANK-0000")
    address = reverse("wagtailsnippets_courses_question:edit", args=[question.pk])
    assert "bank-figures" not in signed_in(duc).get(address).content.decode()
    choices = [{"ref": 1, "text": "Gọi <Xã>", "correct": True, "count": 42}]
    QuestionStatistics.objects.create(
        question=question, counted_at=NOW, shown=60, answers=50, right=42, discrimination=0.31, choices=choices
    )
    page = signed_in(duc).get(address).content.decode()
    assert "42 (84 %)" in page
    assert "Gọi &lt;Xã&gt;" in page


def test_template_is_offered(bank: CoursePage, duc: User) -> None:
    response = signed_in(duc).get(f"{IMPORT}mau/")
    assert io.BytesIO(response.content).read(2) == b"PK"


# ── Review ────────────────────────────────────────────────────────────────────────────────────


def test_author_hands_in_and_a_reviewer_puts_to_use(course: CoursePage, duc: User, binh: User) -> None:
    confirm(signed_in(duc), bring(signed_in(duc), gift([made(0)])).headers["Location"])
    question = Question.objects.get(code="BANK-0000")
    assert question.get_workflow() == Workflow.objects.get(name="Duyệt câu hỏi")
    question.get_workflow().start(question, duc)
    assert codes(signed_in(duc), "state=waiting") == ["BANK-0000"]
    task = question.current_workflow_task_state
    address = reverse("wagtailsnippets_courses_question:workflow_action", args=[question.pk, "approve", task.pk])
    signed_in(duc).post(address, {"comment": ""})
    question.refresh_from_db()
    assert question.live is False
    signed_in(binh).post(address, {"comment": ""})
    question.refresh_from_db()
    assert question.live is True


def test_reviewer_puts_many_to_use_but_nothing_half_done(course: CoursePage, duc: User, binh: User) -> None:
    confirm(signed_in(duc), bring(signed_in(duc), gift([made(0), made(1), made(2)])).headers["Location"])
    half = Question.objects.get(code="BANK-0002")
    half.options.all().delete()
    half.save_revision(clean=False)
    ticked = "".join(f"&id={question.pk}" for question in Question.objects.filter(live=False))
    address = reverse("wagtail_bulk_action", args=["courses", "question", "put_to_use"]) + f"?next={LIST}{ticked}"
    signed_in(duc).post(address)
    assert Question.objects.filter(live=False).count() == 3
    shown = signed_in(binh).get(address)
    assert [len(shown.context[name]) for name in ("items", "items_with_no_access")] == [2, 1]
    assert "2" in told(signed_in(binh).post(address, follow=True))[0]
    assert list(Question.objects.filter(live=False).values_list("code", flat=True)) == ["BANK-0002"]


# ── In the browser ────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_from_file_to_bank_in_the_browser(course: CoursePage, duc: User, page_at: Callable[..., Page]) -> None:
    page = page_at(1280, user=duc)
    page.goto(LIST)
    page.locator(f"a[href='{IMPORT}']").first.click()
    expect(page.locator(".bank-import")).to_be_visible()
    assert_accessible(page, within=".bank-import")
    upload = {"name": "cau-hoi.txt", "mimeType": "text/plain", "buffer": gift([made(number) for number in range(7)])}
    page.locator("input[type=file]").set_input_files(upload)  # type: ignore[arg-type]
    page.locator("select[name=course]").select_option("KHOA-THU")
    page.locator(".bank-import button[type=submit]").click()
    page.wait_for_url(f"**{IMPORT}*/")
    expect(page.locator(".bank-question")).to_have_count(7)
    assert_accessible(page, within=".bank-import")
    assert_no_overflow(page)
    page.locator(".bank-confirm button").click()
    expect(page.locator(".bank-confirm")).to_have_count(0)
    eventually(lambda: Question.objects.filter(code__startswith="BANK").count(), 7)
    phone = page_at(360, user=duc, dark=True)
    phone.goto(page.url)
    assert_accessible(phone, within=".bank-import")
    assert_no_overflow(phone)
