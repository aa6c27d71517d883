"""A citizen decides alone: what goes, what stays, and in which order."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.storage import FileSystemStorage
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.erasing import CannotErase, ask_to_be_erased, carry_out, carry_out_erasures, take_back_request
from accounts.models import ErasureRequest, Notice, User
from accounts.personal_data import ERASED_NAME
from accounts.telling import mail_notices
from courses.inquiries import thread_for
from courses.inquiring import ask
from courses.keeping_files import CannotKeep, read_kept
from courses.models import (
    AttemptItem,
    Completion,
    CoursePage,
    Inquiry,
    Marking,
    Note,
    Submission,
    SubmissionFile,
)
from courses.noting import save_note
from courses.work_queue import courses_with_counts
from tests.accounts.erasing.ways import LATER, PAGES, State, erased, first_lesson, for_everybody
from tests.courses.homework import course_of, give, good, grade, make_practice, teach
from tests.courses.study import NOW, at_once, ready, succeed


class OutOfReach(FileSystemStorage):
    """A disk that takes nothing away."""

    def delete(self, name: str) -> None:
        raise OSError(name)


def test_citizen_decides_alone_is_told_and_becomes_nobody(tan: User) -> None:
    client = Client()
    client.force_login(tan)
    asked = ask_to_be_erased(person=tan, at=NOW)
    assert ask_to_be_erased(person=tan, at=LATER) == asked
    assert (asked.state, asked.decided_by, asked.due_at) == (State.ACCEPTED, tan, LATER)
    # Not before its day, and not before the letter has left.
    assert carry_out(request=asked, at=LATER - dt.timedelta(seconds=1)) is False
    assert carry_out(request=asked, at=LATER) is False
    mail_notices(limit=5, at=LATER)
    assert [(letter.to, "25/11/2026" in letter.subject) for letter in mail.outbox] == [(["tan@example.vn"], True)]
    assert [carry_out_erasures(limit=5, at=LATER) for _ in range(2)] == [1, 0]
    after = User.objects.get(pk=tan.pk)
    assert (after.full_name, after.email, after.phone, after.birth_date) == (ERASED_NAME, None, None, None)
    assert (after.is_active, after.has_usable_password(), after.erased_at) == (False, False, LATER)
    assert (after.username.startswith("da-xoa-"), Notice.objects.filter(person=tan).exists()) == (True, False)
    assert client.get(PAGES).headers["Location"].startswith("/tai-khoan/login/")
    assert carry_out(request=asked, at=LATER + dt.timedelta(days=9)) is False
    asked.refresh_from_db()
    assert (asked.state, asked.ended_at, asked.decided_by_id) == (State.DONE, LATER, tan.pk)
    actions = ModelLogEntry.objects.filter(action__startswith="accounts.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "accounts.ask_to_be_erased",
        "accounts.accept_erasure",
        "accounts.erase",
    ]


def test_letter_that_never_arrives_does_not_keep_the_data(tan: User) -> None:
    asked = ask_to_be_erased(person=tan, at=NOW)
    Notice.objects.update(mail_tries=settings.MAIL_TRIES)
    assert carry_out(request=asked, at=LATER) is True


def test_who_thinks_again_keeps_everything_and_may_ask_anew(tan: User) -> None:
    first = ask_to_be_erased(person=tan, at=NOW)
    for _twice in range(2):
        take_back_request(person=tan, at=NOW)
    assert (mail_notices(limit=5, at=NOW), carry_out_erasures(limit=5, at=LATER)) == (0, 0)
    second = ask_to_be_erased(person=tan, at=LATER)
    first.refresh_from_db()
    assert (first.state, second.state, first.pk != second.pk) == (State.TAKEN_BACK, State.ACCEPTED, True)


def test_what_was_written_goes_and_what_was_done_stays(course: CoursePage, tan: User, author: User) -> None:
    tan.email = None
    tan.save()
    enrolment = ready(tan, for_everybody(course))
    succeed(enrolment)
    lesson = first_lesson(enrolment)
    save_note(person=tan, course=course, step=lesson, text="Số nhà tôi là 12.", version=0, at=NOW)
    inquiry = ask(enrolment=enrolment, step=lesson, text="Tôi ở 12 Trần Phú?", is_private=False, at=NOW)
    before = list(Completion.objects.values())
    labels = ModelLogEntry.objects.filter(label__contains="Hoàng Văn Tân")
    assert labels.count() > 3
    namesake = User.objects.create(username="tan2", full_name="Hoàng Văn Tân")
    log(namesake, "accounts.take_own_data", user=namesake)
    person = erased(tan)
    assert before != []
    assert list(Completion.objects.values()) == before
    assert set(AttemptItem.objects.values_list("chosen", flat=True)) == {None}
    assert set(AttemptItem.objects.values_list("is_correct", flat=True)) == {True}
    assert (Note.objects.exists(), Inquiry.objects.get().text) == (False, "")
    assert [line.object_id for line in labels.order_by("pk")] == [str(namesake.pk)]
    read = thread_for(author, Inquiry.objects.get(pk=inquiry.pk), as_teacher=True)
    assert (read.question.author, read.is_waiting, "Trần Phú" in read.question.text) == (ERASED_NAME, False, False)
    assert person.enrolments.get().withdrawn_at is None


def test_work_handed_in_leaves_with_its_files(site: Any, tan: User, hanh: User) -> None:
    tan.email = None
    tan.save()
    task = make_practice(audience="citizen")
    teacher = teach(hanh, task)
    grade(give(tan, task, text="Lần một.", files=[good()]), teacher, passed=False, comment="Bạn Tân viết…")
    give(tan, task, text="Lần hai.", files=[good(content=None)], at=NOW + dt.timedelta(hours=1))
    stored = list(SubmissionFile.objects.values_list("stored_name", flat=True))
    assert read_kept(stored[0])
    erased(tan)
    for name in stored:
        with pytest.raises(CannotKeep):
            read_kept(name)
    assert set(Submission.objects.values_list("text", "state")) == {("", "returned"), ("", "taken_back")}
    assert set(SubmissionFile.objects.values_list("name", flat=True)) == {"-"}
    assert Marking.objects.get().comment == ""
    assert [taught.to_mark for taught in courses_with_counts(teacher, on=NOW.date())] == [0]
    assert course_of(task).enrolments.get().withdrawn_at == LATER


def test_nothing_goes_while_a_file_is_out_of_reach(site: Any, tan: User, settings: Any) -> None:
    tan.email = None
    tan.save()
    give(tan, make_practice(audience="citizen"), files=[good()])
    ask_to_be_erased(person=tan, at=NOW)
    before = settings.STORAGES
    settings.STORAGES = {**before, "submissions": {"BACKEND": "tests.accounts.erasing.test_citizens.OutOfReach"}}
    assert carry_out_erasures(limit=5, at=LATER) == 0
    assert User.objects.get(pk=tan.pk).full_name == "Hoàng Văn Tân"
    settings.STORAGES = before
    assert carry_out_erasures(limit=5, at=LATER) == 1


@pytest.mark.parametrize("what", ["group", "teacher"])
def test_who_holds_an_office_lays_it_down_first(what: str, tan: User, author: User, request: Any) -> None:
    if what == "group":
        tan.groups.add(Group.objects.create(name="Tác giả thử"))
    else:
        request.getfixturevalue("site")
        teach(tan, make_practice())
    with pytest.raises(CannotErase):
        ask_to_be_erased(person=tan, at=NOW)
    with pytest.raises(CannotErase):
        ask_to_be_erased(person=author, at=NOW)
    assert ErasureRequest.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_races_end_as_one_after_the_other(tan: User) -> None:
    asked = at_once(4, lambda _n: ask_to_be_erased(person=tan, at=NOW).pk)
    assert len(set(asked)) == 1
    Notice.objects.update(mail_wanted=False)
    request = ErasureRequest.objects.get()

    def either(number: int) -> object:
        return take_back_request(person=tan, at=LATER) if number == 0 else carry_out(request=request, at=LATER)

    outcomes = at_once(4, either)
    request.refresh_from_db()
    done = request.state == State.DONE
    assert (request.state in (State.DONE, State.TAKEN_BACK), outcomes[1:].count(True)) == (True, int(done))
    assert (User.objects.get(pk=tan.pk).erased_at is not None) == done
