"""Questions to the teacher: who may ask, read, answer and hide; who is told; what outsiders never see."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Notice, User
from accounts.obligations import Whose, obligations_of
from accounts.telling import unseen_by
from courses.inquiring import CannotAsk, ask, hide, mark_answered, reply
from courses.models import CoursePage, Inquiry, Reply
from courses.teaching import appoint_teacher
from tests.courses.study import NOW, after, at_once, join, make_course, our_queries, ready, step

FIRST = "/khoa-hoc/khoa-thu/mot/hoi-dap/"
QUEUE = "/giang-day/cau-hoi/"
WORDS = "Tệp này đặt tên thế nào ạ?"


@pytest.fixture
def thao(course: CoursePage, author: User) -> User:
    """The teacher of the course."""
    thao = User.objects.create_user(username="thao", full_name="Lâm Thị Thảo")
    appoint_teacher(person=thao, course=course, by=author, at=NOW)
    return thao


def asked(person: User, course: CoursePage, text: str = WORDS, *, private: bool = False, minutes: int = 0) -> Inquiry:
    return ask(
        enrolment=join(person, course),
        step=step(course, "mot"),
        text=text,
        is_private=private,
        at=after(minutes=minutes),
    )


def told(person: User) -> list[tuple[str, str]]:
    return [(notice.url, notice.text) for notice in unseen_by(person)]


# ── Asking and answering ──────────────────────────────────────────────────────────────────────


def test_teacher_is_told_what_is_asked_and_the_asker_what_is_answered(
    course: CoursePage, lan: User, thao: User
) -> None:
    inquiry = asked(lan, course)
    address = f"/hoi-dap/{inquiry.pk}/"
    ((url, text),) = told(thao)
    assert url == address
    assert WORDS in text
    reply(inquiry=inquiry, by=thao, text="Đặt theo ngày.", at=after(hours=1))
    ((url, text),) = told(lan)
    assert url == address
    assert "Đặt theo ngày." in text
    inquiry.refresh_from_db()
    assert inquiry.answered_at == after(hours=1)


def test_asking_on_begins_the_waiting_anew(course: CoursePage, lan: User, thao: User) -> None:
    inquiry = asked(lan, course)
    reply(inquiry=inquiry, by=thao, text="Theo ngày.", at=after(hours=1))
    said = reply(inquiry=inquiry, by=lan, text="Ngày nào ạ?", at=after(hours=2))
    inquiry.refresh_from_db()
    assert (inquiry.answered_at, said.by_teacher) == (None, False)
    assert len(told(thao)) == 2
    mark_answered(inquiry=inquiry, by=thao, at=after(hours=3))
    mark_answered(inquiry=inquiry, by=thao, at=after(hours=4))
    inquiry.refresh_from_db()
    assert inquiry.answered_at == after(hours=3)


def test_same_words_twice_are_asked_once(course: CoursePage, lan: User, thao: User) -> None:
    inquiry = asked(lan, course)
    assert asked(lan, course, f"  {WORDS}\r\n") == inquiry
    first = reply(inquiry=inquiry, by=thao, text="Theo ngày.", at=NOW)
    assert reply(inquiry=inquiry, by=thao, text="Theo ngày.", at=NOW) == first
    assert (Inquiry.objects.count(), Reply.objects.count()) == (1, 1)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_empty_or_endless_words_are_refused(course: CoursePage, lan: User, text: str) -> None:
    with pytest.raises(CannotAsk):
        asked(lan, course, text)


def test_who_asks_a_lot_has_to_wait(course: CoursePage, lan: User, settings: Any) -> None:
    settings.QUESTIONS_PER_DAY = 2
    inquiry = asked(lan, course, "một")
    reply(inquiry=inquiry, by=lan, text="hai", at=NOW)
    with pytest.raises(CannotAsk):
        asked(lan, course, "ba")
    assert asked(lan, course, "ba", minutes=24 * 60 + 1).text == "ba"


def test_teacher_alone_hides_and_marks(course: CoursePage, lan: User, hanh: User, thao: User) -> None:
    inquiry = asked(lan, course)
    join(hanh, course)
    elsewhere = User.objects.create_user(username="son", full_name="Vi Văn Sơn")
    appoint_teacher(person=elsewhere, course=make_course("khac"), by=None, at=NOW)
    for outsider in (hanh, elsewhere, lan):
        with pytest.raises(CannotAsk):
            hide(said=inquiry, by=outsider, reason="vì", at=NOW)
        with pytest.raises(CannotAsk):
            mark_answered(inquiry=inquiry, by=outsider, at=NOW)
    for outsider in (hanh, elsewhere):
        with pytest.raises(CannotAsk):
            reply(inquiry=inquiry, by=outsider, text="Tôi nói", at=NOW)
    inquiry.refresh_from_db()
    assert (inquiry.hidden_at, inquiry.answered_at, Reply.objects.count()) == (None, None, 0)


def test_hidden_words_are_kept_and_their_author_told_why(course: CoursePage, lan: User, thao: User) -> None:
    inquiry = asked(lan, course)
    with pytest.raises(CannotAsk):
        hide(said=inquiry, by=thao, reason="  ", at=NOW)
    hide(said=inquiry, by=thao, reason="Có số điện thoại của người khác", at=NOW)
    hide(said=inquiry, by=thao, reason="khác", at=after(hours=1))
    inquiry.refresh_from_db()
    assert (inquiry.text, inquiry.hidden_reason, inquiry.hidden_at) == (WORDS, "Có số điện thoại của người khác", NOW)
    assert "Có số điện thoại của người khác" in told(lan)[0][1]
    assert Notice.objects.filter(person=lan).count() == 1


@pytest.mark.django_db(transaction=True)
def test_racing_askers_never_pass_the_limit(course: CoursePage, lan: User, settings: Any) -> None:
    settings.QUESTIONS_PER_DAY = 3
    join(lan, course)
    outcomes = at_once(8, lambda number: asked(lan, course, f"câu {number}"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CannotAsk"] * 5 + ["Inquiry"] * 3
    assert Inquiry.objects.count() == 3


# ── Who sees what ─────────────────────────────────────────────────────────────────────────────


def test_other_learners_see_the_question_without_the_name(
    client: Client, course: CoursePage, lan: User, hanh: User, thao: User
) -> None:
    open_one = asked(lan, course)
    closed = asked(lan, course, "Chuyện riêng của em", private=True)
    join(hanh, course)
    client.force_login(hanh)
    page = client.get(FIRST).content.decode()
    assert (WORDS in page, "Chuyện riêng" in page, "Nông Thị Lan" in page) == (True, False, False)
    assert client.get(f"/hoi-dap/{open_one.pk}/").status_code == 200
    assert client.get(f"/hoi-dap/{closed.pk}/").status_code == 404
    client.force_login(thao)
    assert "Nông Thị Lan" in client.get(f"/hoi-dap/{closed.pk}/").content.decode()


def test_outsiders_are_refused(client: Client, course: CoursePage, lan: User, hanh: User, author: User) -> None:
    inquiry = asked(lan, course)
    address = f"/hoi-dap/{inquiry.pk}/"
    assert client.get(address).headers["Location"] == f"/tai-khoan/login/?next={address}"
    elsewhere = User.objects.create_user(username="son", full_name="Vi Văn Sơn")
    appoint_teacher(person=elsewhere, course=make_course("khac"), by=author, at=NOW)
    for outsider in (hanh, elsewhere):
        client.force_login(outsider)
        assert client.get(address).status_code == 404
        assert client.post(address, {"do": "reply", "text": "Tôi nói"}).status_code == 404
        assert client.get(FIRST).status_code == 404
        assert client.post(FIRST, {"text": "Tôi hỏi"}).status_code == 404
    assert (Inquiry.objects.count(), Reply.objects.count()) == (1, 0)
    client.force_login(hanh)
    assert client.get(QUEUE).status_code == 404  # teaches nothing
    client.force_login(elsewhere)
    assert client.get(QUEUE, {"khoa": "khoa-thu"}).status_code == 404
    assert len(client.get(QUEUE).context["page"]) == 0


def test_hidden_words_are_seen_by_their_author_and_teachers_only(
    client: Client, course: CoursePage, lan: User, hanh: User, thao: User
) -> None:
    inquiry = asked(lan, course)
    said = reply(inquiry=inquiry, by=lan, text="Số của anh ấy là 09xx", at=after(minutes=1))
    hide(said=said, by=thao, reason="Số điện thoại", at=after(minutes=2))
    join(hanh, course)
    for person, seen in ((lan, True), (thao, True), (hanh, False)):
        client.force_login(person)
        assert ("09xx" in client.get(f"/hoi-dap/{inquiry.pk}/").content.decode()) == seen
    hide(said=inquiry, by=thao, reason="Lý do", at=after(minutes=3))
    client.force_login(hanh)
    assert client.get(f"/hoi-dap/{inquiry.pk}/").status_code == 404
    assert WORDS not in client.get(FIRST).content.decode()


def test_words_are_plain_and_links_safe(client: Client, course: CoursePage, lan: User) -> None:
    inquiry = asked(lan, course, "<script>x</script> xem https://vi.du/a?b=1&c=2 javascript:alert(1)")
    client.force_login(lan)
    page = client.get(f"/hoi-dap/{inquiry.pk}/").content.decode()
    assert "<script>x" not in page
    assert '<a href="https://vi.du/a?b=1&amp;c=2" rel="nofollow">' in page
    assert 'href="javascript' not in page


# ── The pages ─────────────────────────────────────────────────────────────────────────────────


def test_asking_works_as_a_plain_form_and_refusals_give_the_words_back(
    client: Client, course: CoursePage, lan: User, settings: Any
) -> None:
    join(lan, course)
    client.force_login(lan)
    assert client.post(FIRST, {"text": WORDS, "private": "on"}).headers["Location"] == FIRST
    assert Inquiry.objects.get().is_private
    settings.QUESTIONS_PER_DAY = 1
    page = client.post(FIRST, {"text": "Câu thứ hai"}).content.decode()
    assert "Câu thứ hai</textarea>" in page
    assert Inquiry.objects.count() == 1


def test_teacher_works_through_the_queue(client: Client, course: CoursePage, lan: User, thao: User) -> None:
    first, second = asked(lan, course, "cũ"), asked(lan, course, "mới", minutes=5)
    client.force_login(thao)
    assert list(client.get(QUEUE).context["page"]) == [first, second]
    client.post(f"/hoi-dap/{first.pk}/", {"do": "reply", "text": "Trả lời"})
    client.post(f"/hoi-dap/{second.pk}/", {"do": "answered"})
    assert list(client.get(QUEUE, {"khoa": "khoa-thu"}).context["page"]) == []
    assert set(client.get(QUEUE, {"loc": "da-tra-loi"}).context["page"]) == {first, second}
    answer = Reply.objects.get()
    client.post(f"/hoi-dap/{first.pk}/", {"do": "hide", "line": answer.pk, "reason": "nhầm"})
    answer.refresh_from_db()
    assert answer.hidden_reason == "nhầm"
    assert client.post(f"/hoi-dap/{first.pk}/", {"do": "hide", "line": "999999", "reason": "x"}).status_code == 404


def test_desk_knows_what_waits(client: Client, course: CoursePage, lan: User, thao: User) -> None:
    inquiry = asked(lan, course)
    (mine,) = obligations_of(lan, at=NOW)
    assert (mine.whose, mine.url) == (Whose.THEIRS, f"/hoi-dap/{inquiry.pk}/")
    (teaching,) = obligations_of(thao, at=NOW)
    assert (teaching.whose, teaching.url) == (Whose.TEACHING, QUEUE)
    client.force_login(thao)
    client.get(f"/hoi-dap/{inquiry.pk}/")
    assert told(thao) == []  # what is open before her need not be told any more
    reply(inquiry=inquiry, by=thao, text="Theo ngày.", at=NOW)
    assert (obligations_of(lan, at=NOW), obligations_of(thao, at=NOW)) == ([], [])


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_as_many_queries_for_three_questions_as_for_one(
    client: Client, course: CoursePage, lan: User, thao: User, count: int
) -> None:
    ready(lan, course)
    for number in range(count):
        inquiry = asked(lan, course, f"câu {number}", minutes=number)
        reply(inquiry=inquiry, by=lan, text="thêm", at=after(hours=number))
    for person, address, most in ((lan, FIRST, 7), (thao, QUEUE, 5)):
        client.force_login(person)
        client.get(address)
        with our_queries() as queries:
            assert len(client.get(address).context["page"]) == count
        assert len(queries) == most, "\n".join(queries)
