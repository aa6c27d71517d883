"""Somebody asks for their data to be erased: what goes, what stays, who decides, and in which order."""

import datetime as dt
import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.storage import FileSystemStorage
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.emptying import way_to_person
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
    Enrolment,
    Inquiry,
    Marking,
    Note,
    StepPage,
    Submission,
    SubmissionFile,
)
from courses.noting import save_note
from courses.published import new_edition
from courses.work_queue import courses_with_counts
from tests.courses.homework import course_of, give, good, grade, make_practice, teach
from tests.courses.study import NOW, at_once, our_queries, ready, succeed
from workforce.employing import NobodyAnyMore, hire
from workforce.erasure_deciding import NotThere, decide_on_erasure
from workforce.leaving import leave_service
from workforce.models import Agency, AgencyRole, Employment, RosterImport, RosterRow, StaffCode
from workforce.roster.undoing import CannotUndo, undo_roster

LATER = NOW + dt.timedelta(days=settings.ERASURE_REFLECTION_DAYS)
PAGES = "/du-lieu-cua-toi/"
State = ErasureRequest.State


def erased(person: User) -> User:
    """Asked for, and carried out when the days are over."""
    ask_to_be_erased(person=person, at=NOW)
    assert carry_out_erasures(limit=5, at=LATER) == 1
    return User.objects.get(pk=person.pk)


@pytest.fixture
def tan(tan: User) -> User:
    """With everything that an account can hold."""
    tan.email, tan.phone, tan.birth_date = "tan@example.vn", "+84912345678", dt.date(1990, 5, 1)
    tan.set_password("Hoa hồi tháng tám")
    tan.save()
    return tan


@pytest.fixture
def head(lan: User, author: User) -> User:
    """HR officer of the commune where Lan works."""
    head = User.objects.create(username="huong", full_name="Lý Thị Hương")
    AgencyRole.objects.create(
        person=head, agency=agency_of(lan), role=AgencyRole.Role.HR_OFFICER, granted_by=author, granted_at=NOW
    )
    return head


def for_everybody(course: CoursePage) -> CoursePage:
    CoursePage.objects.filter(pk=course.pk).update(audience=CoursePage.Audience.CITIZEN)
    new_edition()
    return CoursePage.objects.get(pk=course.pk)


def first_lesson(enrolment: Enrolment) -> StepPage:
    return StepPage.objects.get(pk=enrolment.progress.order_by("pk")[0].step_id).specific


class OutOfReach(FileSystemStorage):
    """A disk that takes nothing away."""

    def delete(self, name: str) -> None:
        raise OSError(name)


def agency_of(person: User) -> Agency:
    return Employment.objects.get(person=person).agency


def hire_again(person: User, job: Employment, *, by: User) -> Employment:
    what: dict[str, Any] = {"agency": job.agency, "position": job.position, "category": job.category}
    return hire(person=person, **what, on=LATER.date(), by=by, at=NOW)


def leave(person: User, by: User) -> None:
    leave_service(person=person, reason="thoi_viec", on=NOW.date() - dt.timedelta(days=9), by=by, at=NOW)


# ── A citizen ─────────────────────────────────────────────────────────────────────────────────


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
    settings.STORAGES = {**before, "submissions": {"BACKEND": "tests.accounts.test_erasing.OutOfReach"}}
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


# ── Somebody of an agency ─────────────────────────────────────────────────────────────────────


def test_staff_are_told_that_records_must_be_kept(lan: User) -> None:
    with pytest.raises(CannotErase, match="Đồng Đăng"):
        ask_to_be_erased(person=lan, at=NOW)
    client = Client()
    client.force_login(lan)
    page = client.get(f"{PAGES}xoa/")
    assert (len(page.context["hindered"]), 'type="password"' in page.content.decode()) == (1, False)
    assert client.post(f"{PAGES}xoa/", {"understood": "on"}).status_code == 422
    assert ErasureRequest.objects.count() == 0


def test_officer_of_the_last_agency_decides_and_nobody_else(lan: User, hanh: User, head: User, author: User) -> None:
    leave(lan, author)
    StaffCode.objects.create(person=lan, agency=agency_of(lan), code="NV001")
    asked = ask_to_be_erased(person=lan, at=NOW)
    assert (asked.state, carry_out_erasures(limit=5, at=LATER)) == (State.WAITING, 0)
    assert list(Notice.objects.values_list("person__username", "kind")) == [("huong", "workforce.erasure_waits")]
    for outsider in (hanh, lan):
        with pytest.raises(NotThere):
            decide_on_erasure(pk=asked.pk, accept=True, reason="", by=outsider, at=NOW)
    with pytest.raises(CannotErase):
        decide_on_erasure(pk=asked.pk, accept=False, reason=" ", by=head, at=NOW)
    for _twice in range(2):
        asked = decide_on_erasure(pk=asked.pk, accept=True, reason="", by=head, at=NOW)
    with pytest.raises(CannotErase):
        decide_on_erasure(pk=asked.pk, accept=False, reason="Muộn.", by=head, at=NOW)
    job = Employment.objects.get(person=lan)
    assert carry_out_erasures(limit=5, at=LATER) == 1
    assert (StaffCode.objects.exists(), Employment.objects.get(person=lan)) == (False, job)
    lan.refresh_from_db()
    with pytest.raises(NobodyAnyMore):
        hire(
            person=lan,
            agency=job.agency,
            position=job.position,
            category=job.category,
            on=LATER.date(),
            by=author,
            at=LATER,
        )


def test_refusal_names_its_reason(lan: User, head: User, author: User) -> None:
    leave(lan, author)
    asked = ask_to_be_erased(person=lan, at=NOW)
    decide_on_erasure(pk=asked.pk, accept=False, reason="Còn thời hạn lưu hồ sơ.", by=head, at=NOW)
    assert Notice.objects.get(person=lan).words == {"reason": "Còn thời hạn lưu hồ sơ."}
    assert (carry_out_erasures(limit=5, at=LATER), User.objects.get(pk=lan.pk).full_name) == (0, "Nông Thị Lan")


def test_whoever_is_hired_meanwhile_is_not_erased(lan: User, tan: User, author: User) -> None:
    asked = ask_to_be_erased(person=tan, at=NOW)
    Notice.objects.update(mail_wanted=False)
    job = Employment.objects.get(person=lan)
    hire(
        person=tan, agency=job.agency, position=job.position, category=job.category, on=LATER.date(), by=author, at=NOW
    )
    assert carry_out(request=asked, at=LATER) is False
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, "Đồng Đăng" in asked.reason) == (State.REFUSED, None, True)


def test_list_that_named_the_erased_is_not_undone(lan: User, head: User, author: User) -> None:
    leave(lan, author)
    job: Any = Employment.objects.get(person=lan)
    roster = RosterImport.objects.create(
        agency=agency_of(lan),
        name="ds.csv",
        sha256="0" * 64,
        content=b"",
        on=NOW.date(),
        brought_by=author,
        brought_at=NOW,
        state=RosterImport.State.CONFIRMED,
        confirmed_by=author,
        confirmed_at=NOW,
    )
    done = {"fields": {"phone": [None, "+84911111111"]}, "closed": [job.pk, None, job.ends_on.isoformat()]}
    row = RosterRow.objects.create(
        roster=roster, place=1, kind="left", reason="Nông Thị Lan", person=lan, data={"phone": "0911"}, done=done
    )
    asked = ask_to_be_erased(person=lan, at=NOW)
    decide_on_erasure(pk=asked.pk, accept=True, reason="", by=head, at=NOW)
    carry_out_erasures(limit=5, at=LATER)
    row.refresh_from_db()
    assert (row.data, row.reason, "fields" in row.done) == ({"full_name": ERASED_NAME}, "", False)
    with pytest.raises(CannotUndo):
        undo_roster(roster=roster, by=author, at=LATER)


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


def test_pages_lead_from_reading_to_thinking_again(tan: User) -> None:
    client = Client()
    assert client.get(PAGES).headers["Location"].startswith("/tai-khoan/login/")
    client.force_login(tan)
    assert client.get(PAGES).context["asked"] is None
    page = client.get(f"{PAGES}xoa/")
    assert (len(page.context["goes"]) > 8, len(page.context["stays"]) > 5) == (True, True)
    assert client.post(f"{PAGES}xoa/", {"understood": "on", "password": "sai"}).status_code == 422
    assert client.post(f"{PAGES}xoa/", {"password": "Hoa hồi tháng tám"}).status_code == 422
    answer = client.post(f"{PAGES}xoa/", {"understood": "on", "password": "Hoa hồi tháng tám"})
    assert answer.headers["Location"] == PAGES
    assert client.get(PAGES).context["asked"].state == State.ACCEPTED
    assert client.get(f"{PAGES}xoa/").headers["Location"] == PAGES
    client.post(f"{PAGES}thoi/")
    assert ErasureRequest.objects.get().state == State.TAKEN_BACK


def test_file_taken_along_holds_what_is_theirs_alone(course: CoursePage, tan: User, lan: User) -> None:
    for person, number in ((tan, 12), (lan, 99)):
        enrolment = ready(person, for_everybody(course))
        lesson = first_lesson(enrolment)
        save_note(person=person, course=course, step=lesson, text=f"Số nhà {number}", version=0, at=NOW)
    attempt = succeed(tan.enrolments.get())
    client = Client()
    client.force_login(tan)
    answer = client.post(f"{PAGES}tai-ve/")
    archive = ZipFile(io.BytesIO(answer.content))
    words = archive.read("du-lieu.json").decode()
    told = json.loads(words)
    assert told["tài khoản"][0] == {
        **told["tài khoản"][0],
        "họ và tên": "Hoàng Văn Tân",
        "số điện thoại": "+84912345678",
    }
    assert ("Số nhà 12" in words, "Số nhà 99" in words, "Nông Thị Lan" in words) == (True, False, False)
    assert len(told["câu trả lời"]) == attempt.total
    assert '"correct"' not in words


def test_officers_page_lists_decides_and_costs_the_same_for_three(
    lan: User, hanh: User, head: User, author: User
) -> None:
    leave(lan, author)
    asked = ask_to_be_erased(person=lan, at=NOW)
    client = Client()
    client.force_login(head)
    client.get("/nhan-su/xoa-du-lieu/")
    costs = []
    for count in (1, 3):
        for number in range(count - 1):
            other = User.objects.create(username=f"nguoi{number}", full_name="Lê Văn A")
            job = Employment.objects.get(person=lan)
            Employment.objects.create(
                person=other,
                agency=job.agency,
                position=job.position,
                category=job.category,
                starts_on=job.starts_on,
                ends_on=job.ends_on,
            )
            ErasureRequest.objects.create(person=other, asked_at=NOW)
        with our_queries() as queries:
            page = client.get("/nhan-su/xoa-du-lieu/")
        assert len(page.context["page"].object_list) == count
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert client.post(f"/nhan-su/xoa-du-lieu/{asked.pk}/", {"decision": "accept"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == State.ACCEPTED
    for outsider in (hanh, lan):
        client.force_login(outsider)
        assert client.get("/nhan-su/xoa-du-lieu/").status_code == 404
        assert client.post(f"/nhan-su/xoa-du-lieu/{asked.pk}/", {"decision": "accept"}).status_code == 404


# ── All together ──────────────────────────────────────────────────────────────────────────────


def test_every_table_that_points_to_a_person_is_accounted_for() -> None:
    """What becomes of each is written down in docs/personal-data.md; a new table without a line fails here."""
    page = (settings.BASE_DIR / "docs/personal-data.md").read_text()
    about = {model._meta.label for model in apps.get_models() if way_to_person(model, 1) and model is not User}
    told = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert about <= told


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
