"""No English sentence in the Vietnamese interface, and no Vietnamese one in the English, for anybody, on any page."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from classes.checking_in import check_in
from classes.moving import open_session, start_session
from classes.planning import plan_session
from classes.seating import enter_people
from courses.attempting import start_attempt
from courses.enrolling import enrol
from courses.inquiring import ask, reply
from courses.models import CoursePage, LessonPage, QuizPage
from courses.noting import save_note
from courses.outline import outline_of
from courses.progress import complete_step
from courses.published import new_edition
from courses.teaching import appoint_teacher
from coverage.loading import load_targets
from lms.demo.cast import Cast, make_cast
from tests.classes.exams import make_supervised, plan
from tests.courses.authors import hand_in, save_draft, signed_in
from tests.courses.bank.files import gift, made
from tests.courses.homework import give, grade, make_practice, teach
from tests.courses.kinds import ask_one_of_each
from tests.courses.material_of_all_kinds import every_block
from tests.courses.study import fail, make_course, quiz_of, read_lessons
from tests.journeys.crawling import pages_of, visitor
from tests.journeys.one_language import Written, is_english, is_vietnamese, sentences

IMPORT = "/quan-tri/ngan-hang-cau-hoi/nhap/"
STRANGER = ["/", "/tai-khoan/login/", "/tai-khoan/signup/", "/tai-khoan/password/reset/", "/khong-co-trang-nay/"]
# In parts, for the processes of a run to share.
PEOPLE = [
    ("admin", "reviewer", "author"),
    ("stranger", "learner", "citizen", "teacher", "hr_officer", "provincial_officer"),
]
IN_THE_ADMINISTRATION = ("author", "reviewer", "admin")
# Wagtail says the first three without asking its catalogue; the others it puts together once, in the language of
# whoever comes first.
KEPT = {
    *("Actions", "Site name", "Root page"),
    *("Tất cả", "Loại", "Kiểu", "Lâu dài", "Tạm thời"),
    # A licence, by its name.
    "CC BY 4.0",
    *("All", "Trang đầu", "Có gì mới ở Wagtail 7.4", "Chọn một trang (Khóa học)"),
}
# The four verbs of the plans, which English sentences quote.
PLAN = ("được đào tạo", "đã đạt chứng chỉ", "đạt chứng chỉ", "người lao động", "được cử tham dự", "được tuyên truyền")
# A city of the world, as a time zone is called.
TIME_ZONE = re.compile(r"[A-Z]\w+/\w+(/\w+)?")


@pytest.fixture
def cast(course: CoursePage) -> Cast:
    """A little of everything that has words: study, tests, tasks, questions, exams, drafts, a file of questions."""
    now = timezone.now()
    cast = make_cast(at=now)
    load_targets()
    appoint_teacher(person=cast.teacher, course=course, by=cast.admin, at=now)
    lesson = LessonPage.objects.get(slug="hai")
    lesson.body = every_block(LessonPage.objects.get(slug="mot"))
    lesson.save_revision(user=cast.author).publish()
    learn(cast, course, now)
    practise(cast, now)
    sit_tests(cast, now)
    hold_exams(cast, course, now)
    hand_in(save_draft(course, cast.author), cast.author)
    file = SimpleUploadedFile("cau-hoi.txt", gift([made(number) for number in range(3)]))
    signed_in(cast.author).post(IMPORT, {"file": file, "course": "KHOA-THU", "difficulty": "basic"})
    new_edition()
    return cast


def learn(cast: Cast, course: CoursePage, now: dt.datetime) -> None:
    first, second = outline_of(course, None).steps[:2]
    enrolment = enrol(person=cast.learner, course=course, at=now, on=now.date())
    complete_step(enrolment=enrolment, step=first.page, at=now)
    save_note(person=cast.learner, course=course, step=first.page, text="Hỏi anh Thắng.", version=0, at=now)
    inquiry = ask(enrolment=enrolment, step=first.page, text="Làm lại từ đầu ạ?", is_private=False, at=now)
    reply(inquiry=inquiry, by=cast.teacher, text="Không cần.", at=now)
    ask(enrolment=enrolment, step=second.page, text="Còn bài này?", is_private=False, at=now)


def practise(cast: Cast, now: dt.datetime) -> None:
    """Three pieces of work: one passed, one returned, one that waits."""
    task = make_practice()
    teach(cast.teacher, task)
    for person, passed in ((cast.learner, False), (cast.hr_officer, True), (cast.unit_head, None)):
        work = give(person, task, at=now)
        if passed is not None:
            grade(work, cast.teacher, passed=passed, at=now)


def sit_tests(cast: Cast, now: dt.datetime) -> None:
    """A question of each type: the learner has failed once and sits before them again."""
    course = make_course("bay-loai", lessons=1)
    quiz = QuizPage(title="Kiểm tra bảy loại", slug="kiem-tra", minutes=5, cool_down_minutes=0)
    course.add_child(instance=quiz)
    ask_one_of_each(course)
    enrolment = read_lessons(enrol(person=cast.learner, course=course, at=now, on=now.date()), at=now)
    fail(enrolment, at=now)
    start_attempt(enrolment=enrolment, quiz=quiz_of(course), at=now)


def hold_exams(cast: Cast, course: CoursePage, now: dt.datetime) -> None:
    """One session runs with somebody at a seat, one is planned."""
    quiz = make_supervised(course)
    for title, days in (("Ca đang thi", 0), ("Ca sắp tới", 7)):
        what = replace(plan(quiz, opens_at=now + dt.timedelta(days=days)), title=title)
        session = plan_session(plan=what, invigilators=[cast.teacher], by=cast.teacher, at=now)
        entries = enter_people(session=session, people=[cast.learner, cast.hr_officer], by=cast.teacher, at=now)
        if not days:
            open_session(session=session, by=cast.teacher, at=now)
            check_in(entry=entries[0], identity="card", by=cast.teacher, at=now)
            start_session(session=session, by=cast.teacher, at=now)


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("people", PEOPLE, ids=" ".join)
def test_every_page_is_in_one_language(cast: Cast, people: tuple[str, ...]) -> None:
    written = Written(PLAN)
    in_the_administration: dict[str, Counter[str]] = {"vi": Counter(), "en": Counter()}
    for who in people:
        assert_one_language(cast, who, written, in_the_administration if who in IN_THE_ADMINISTRATION else {})


def assert_one_language(cast: Cast, who: str, written: Written, kinds: Mapping[str, Counter[str]]) -> None:
    person = getattr(cast, who, None)
    starts = ["/", "/viec-hoc/", *(["/quan-tri/"] if who in IN_THE_ADMINISTRATION else [])] if person else STRANGER
    for language, is_wrong in (("vi", is_english), ("en", is_vietnamese)):
        first_seen: dict[str, str] = {}
        for address, html in pages_of(visitor(person, language), *starts, kinds=kinds.get(language)):
            if "/compare/" in address:
                continue  # what people have written, cut up into its differences
            for text, said_in in sentences(html):
                if said_in in ("", language) and text not in KEPT and not TIME_ZONE.fullmatch(text):
                    first_seen.setdefault(text, address)
        found = {text: address for text, address in first_seen.items() if is_wrong(text, written)}
        assert found == {}, f"in the pages in {language} of {who}"


def test_rule_sees_what_is_wrong_and_lets_pass_what_is_not(cast: Cast) -> None:
    written = Written()
    page = '<html lang="{}"><body><p>{}</p><p lang="vi">Chào bạn</p></body></html>'
    (english, _quoted) = sentences(page.format("vi", "Save this page"))
    assert (is_english(english[0], written), english[1], _quoted) == (True, "", ("Chào bạn", "vi"))
    for text in ("Đã xóa this page for you", "30 minutes trước", "Actions", "Please choose", '{"label": "x"} not'):
        assert is_english(text, written), text
    for text in ("Nông Thị Lan", "E-mail", "Lưu", "khoa-thu", "Tap tin 3 MB"):
        assert not is_english(text, written), text
    for text in ("Đi tiếp nào", "Open “Học tiếp” now", "Lỗi: try again"):
        assert is_vietnamese(text, written), text
    for text in ("Hello Thảo, go on", "Open “Khóa thử”", "Nông Thị Lan · UBND xã Đồng Đăng"):
        assert not is_vietnamese(text, written), text
