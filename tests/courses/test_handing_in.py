"""Handing in work: what is taken, what is refused, what twice does, who is told."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.storage import storages

from accounts.models import Notice, User
from courses.handing_in import CannotHandIn, hand_in, submissions_of, take_back, task_standing
from courses.keeping_files import CannotKeep, read_file
from courses.marking import claim
from courses.models import Enrolment, Submission, SubmissionFile, TaskPage
from home.models import HomePage
from tests.courses.homework import course_of, docx, give, good, grade, make_practice, teach
from tests.courses.study import NOW, after, join


@pytest.fixture
def task(site: HomePage) -> TaskPage:
    return make_practice()


def stored() -> list[str]:
    folders, _files = storages["submissions"].listdir("")
    return [f"{folder}/{name}" for folder in folders for name in storages["submissions"].listdir(folder)[1]]


@pytest.fixture
def empty_storage() -> None:
    """The run's folder holds other tests' files."""
    if storages["submissions"].exists(""):
        for name in stored():
            storages["submissions"].delete(name)


def test_work_is_kept_whole_with_a_promise(task: TaskPage, lan: User) -> None:
    content = docx()
    files = [good("Danh mục xã.docx", content)]
    submission = give(lan, task, text="  Ba danh sách.\r\nMột người giữ. ", files=files)
    assert (submission.number, submission.state, submission.text) == (1, "handed_in", "Ba danh sách.\nMột người giữ.")
    # Handed in on a Sunday: the first working day is Monday 23/11, Tuesday 24/11 is a holiday.
    assert submission.marking_due_on == dt.date(2026, 11, 30)
    file = SubmissionFile.objects.get()
    assert (file.name, file.ending, file.position) == ("Danh_mục_xã.docx", "docx", 1)
    assert "." not in file.stored_name
    assert read_file(file) == content


def test_the_same_work_twice_is_one_piece(task: TaskPage, lan: User) -> None:
    content = good().content
    first = give(lan, task, files=[good(content=content)])
    assert give(lan, task, files=[good(content=content)], at=after(minutes=1)) == first
    assert (Submission.objects.count(), SubmissionFile.objects.count()) == (1, 1)


def test_other_work_waits_until_the_first_is_taken_back(task: TaskPage, lan: User) -> None:
    first = give(lan, task)
    with pytest.raises(CannotHandIn, match="rút"):
        give(lan, task, text="Bài khác.")
    take_back(submission=first, by=lan, at=after(minutes=2))
    take_back(submission=first, by=lan, at=after(minutes=9))
    first.refresh_from_db()
    assert (first.state, first.taken_back_at) == ("taken_back", after(minutes=2))
    assert give(lan, task, text="Bài khác.").number == 2


@pytest.mark.parametrize(
    ("wanted", "text", "with_file", "refusal"),
    [
        ("text", " ", True, "ô"),
        ("files", "Có chữ", False, "tệp"),
        ("both", "Có chữ", False, "cả hai"),
        ("both", "", True, "cả hai"),
        ("either", "\n", False, "hoặc"),
        ("text", "x" * 20_001, False, "dài"),
    ],
)
def test_what_is_missing_is_said(
    site: HomePage, lan: User, wanted: str, text: str, with_file: bool, refusal: str
) -> None:
    task = make_practice(wanted=wanted)
    with pytest.raises(CannotHandIn, match=refusal):
        give(lan, task, text=text, files=[good()] if with_file else [])
    assert Submission.objects.count() == 0


def test_a_task_for_text_keeps_no_file(site: HomePage, lan: User) -> None:
    give(lan, make_practice(wanted="text"), files=[good()])
    assert SubmissionFile.objects.count() == 0


def test_step_that_is_not_open_takes_nothing(site: HomePage, lan: User) -> None:
    with pytest.raises(CannotHandIn, match="trước"):
        give(lan, make_practice(lessons=1))


def test_who_has_left_the_course_hands_in_nothing(task: TaskPage, lan: User) -> None:
    enrolment = join(lan, course_of(task))
    Enrolment.objects.update(withdrawn_at=NOW)
    with pytest.raises(CannotHandIn, match="rời"):
        hand_in(enrolment=enrolment, task=task, text="Bài.", files=[], at=NOW)


def test_late_work_is_taken_and_knows_it_was_due(site: HomePage, lan: User) -> None:
    task = make_practice(due_days=3)
    join(lan, course_of(task))
    submission = give(lan, task, at=after(days=5))
    assert (submission.due_on, submission.state) == (dt.date(2026, 11, 25), "handed_in")


def test_tries_are_counted_without_what_was_taken_back(site: HomePage, lan: User, hanh: User) -> None:
    task = make_practice(tries_allowed=2)
    teach(hanh, task)
    take_back(submission=give(lan, task), by=lan, at=NOW)
    grade(give(lan, task), hanh, passed=False)
    enrolment = Enrolment.objects.get()
    assert task_standing(lan, task, enrolment).left == 1
    grade(give(lan, task), hanh, passed=False)
    with pytest.raises(CannotHandIn, match="giảng viên"):
        give(lan, task)


def test_after_passing_nothing_more_is_taken(task: TaskPage, lan: User, hanh: User) -> None:
    grade(give(lan, task), teach(hanh, task))
    with pytest.raises(CannotHandIn, match="đạt"):
        give(lan, task, text="Nữa.")


def test_one_cannot_fill_the_disk(task: TaskPage, lan: User, settings: Any) -> None:
    settings.TASK_HAND_INS_PER_DAY = 2
    for number in range(2):
        take_back(submission=give(lan, task, text=f"Bài {number}"), by=lan, at=NOW)
    with pytest.raises(CannotHandIn, match="mai"):
        give(lan, task)
    assert give(lan, task, at=after(days=1, minutes=1)).number == 3


def test_work_that_is_being_marked_or_is_marked_stays(task: TaskPage, lan: User, hanh: User) -> None:
    submission = give(lan, task)
    claim(submission=submission, by=teach(hanh, task), at=NOW)
    with pytest.raises(CannotHandIn, match="đang chấm"):
        take_back(submission=submission, by=lan, at=after(minutes=59))
    grade(submission, hanh)
    with pytest.raises(CannotHandIn, match="đã được chấm"):
        take_back(submission=submission, by=lan, at=after(minutes=61))


def test_nobody_takes_back_anothers_work(task: TaskPage, lan: User, hanh: User) -> None:
    with pytest.raises(CannotHandIn):
        take_back(submission=give(lan, task), by=hanh, at=NOW)
    assert Submission.objects.get().state == "handed_in"


def test_door_gives_only_ones_own(task: TaskPage, lan: User, hanh: User) -> None:
    submission = give(lan, task)
    assert (submissions_of(lan, task), submissions_of(hanh, task)) == ([submission], [])


def test_storage_that_fails_leaves_nothing_half_done(
    task: TaskPage, lan: User, empty_storage: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of two files cannot be kept: no row, no first file either."""
    place, save = storages["submissions"], storages["submissions"].save
    calls: list[str] = []

    def full_disk(name: str, content: Any) -> str:
        calls.append(name)
        if len(calls) == 2:
            raise OSError("No space left on device")
        return str(save(name, content))

    monkeypatch.setattr(place, "save", full_disk)
    with pytest.raises(CannotKeep):
        give(lan, task, files=[good("a.docx"), good("b.docx")])
    assert (Submission.objects.count(), SubmissionFile.objects.count(), stored()) == (0, 0, [])


def test_teachers_are_told_once(task: TaskPage, lan: User, hanh: User, tan: User, author: User) -> None:
    teach(hanh, task), teach(tan, task)
    submission = give(lan, task)
    give(lan, task)
    told = list(Notice.objects.order_by("person__username").values_list("person__username", "kind", "url"))
    address = f"/giang-day/cham-bai/{submission.pk}/"
    assert told == [("hanh", "courses.work_waits", address), ("tan", "courses.work_waits", address)]


def test_without_a_teacher_the_administrators_are_told(task: TaskPage, lan: User, author: User) -> None:
    give(lan, task)
    assert Notice.objects.get().person == author
