"""The pages of tasks, for who learns, who teaches, and who has no business there."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from courses.marking import claim
from courses.models import Marking, Submission, SubmissionFile, TaskPage
from home.models import HomePage
from tests.courses.homework import (
    TASK,
    course_of,
    docx,
    give,
    give_as_another,
    good,
    grade,
    levels,
    make_practice,
    picture,
    teach,
    upload,
)
from tests.courses.study import NOW, join, our_queries

HAND_IN = f"{TASK}nop-bai/"


@pytest.fixture
def task(site: HomePage) -> TaskPage:
    return make_practice()


@pytest.fixture
def work(task: TaskPage, lan: User, hanh: User) -> Submission:
    """Lan's, with a document and a picture, in a course that Hạnh teaches."""
    teach(hanh, task)
    return give(lan, task, files=[good("Danh mục.docx"), good("ảnh.png", picture())])


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_learner_hands_in_and_sees_what_happens_next(task: TaskPage, lan: User, hanh: User) -> None:
    teach(hanh, task)
    join(lan, course_of(task))
    client = signed_in(lan)
    page = text_of(client.get(TASK))
    assert "Từ 5 trên 10 điểm là đạt" in page
    assert "Rõ người chịu trách nhiệm" in page
    answer = client.post(HAND_IN, {"text": "Bài của tôi", "files": [upload("bai.docx", docx())]})
    assert (answer.status_code, answer["Location"]) == (302, TASK)
    page = text_of(client.get(TASK))
    assert "Lương Thị Hạnh sẽ chấm, chậm nhất" in page
    assert "bai.docx" in page
    assert f'action="{HAND_IN}"' not in page
    client.post(f"{TASK}rut-bai/1/")
    assert Submission.objects.get().state == "taken_back"
    assert f'action="{HAND_IN}"' in text_of(client.get(TASK))


def test_refusal_keeps_the_text_and_says_what_to_do(task: TaskPage, lan: User) -> None:
    join(lan, course_of(task))
    files = [upload("bai.docx", docx()), upload("virus.docx", b"MZ\x90")]
    answer = signed_in(lan).post(HAND_IN, {"text": "Bài viết dở <b>", "files": files})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "“virus.docx” không phải là tệp .docx thật" in page
    assert "Bài viết dở &lt;b&gt;</textarea>" in page
    assert (Submission.objects.count(), SubmissionFile.objects.count()) == (0, 0)


def test_returned_work_shows_what_to_do_and_the_form_again(work: Submission, lan: User, hanh: User) -> None:
    grade(work, hanh, passed=False, comment="Thêm cột chủ dữ liệu.")
    page = text_of(signed_in(lan).get(TASK))
    assert "Thêm cột chủ dữ liệu." in page
    assert "0/10 điểm" in page
    assert "Danh mục của tôi.</textarea>" in page
    again = give(lan, work.task, text="Bài hai.")
    grade(again, hanh)
    page = text_of(signed_in(lan).get(TASK))
    assert "Bạn đã đạt bài thực hành này" in page
    assert "Thêm cột chủ dữ liệu." in page


def test_who_is_not_enrolled_or_not_so_far_is_sent_away(site: HomePage, lan: User) -> None:
    task = make_practice(lessons=1)
    client = signed_in(lan)
    assert client.get(TASK)["Location"] == "/khoa-hoc/thuc-hanh/"
    assert client.post(HAND_IN, {"text": "Bài"})["Location"] == "/khoa-hoc/thuc-hanh/"
    join(lan, course_of(task))
    assert client.get(TASK)["Location"] == "/khoa-hoc/thuc-hanh/bai-1/"
    assert client.post(HAND_IN, {"text": "Bài"})["Location"] == "/khoa-hoc/thuc-hanh/"
    assert Submission.objects.count() == 0


def test_citizens_hand_in_without_enrolling_first(site: HomePage, tan: User) -> None:
    make_practice(audience="citizen")
    assert Client().get(TASK)["Location"].startswith("/tai-khoan/login/")
    client = signed_in(tan)
    assert client.get(TASK).status_code == 200
    assert client.post(HAND_IN, {"text": "Bài"})["Location"] == TASK
    assert Submission.objects.get().enrolment.person == tan


def test_files_leave_as_harmless_attachments(work: Submission, lan: User, hanh: User) -> None:
    own = signed_in(lan).get(f"{TASK}bai-nop/1/1/")
    marked = signed_in(hanh).get(f"/giang-day/cham-bai/{work.pk}/tep/1/?xem=1")
    for answer in (own, marked):
        assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Danh_m%E1%BB%A5c.docx"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer.content[:2] == b"PK"
    looked_at = signed_in(hanh).get(f"/giang-day/cham-bai/{work.pk}/tep/2/?xem=1")
    assert looked_at["Content-Disposition"].startswith("inline")
    assert looked_at["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_outsiders_find_nothing(work: Submission, lan: User, tan: User, author: User) -> None:
    """Another learner of the course, an HR officer who teaches nothing, a teacher of another course, a stranger."""
    other = User.objects.create_user(username="khac", full_name="Nông Văn Khác")
    teach(other, make_practice(slug="khac"))
    learner = User.objects.create_user(username="ban", full_name="Bàn Thị Hoa")
    teaching = f"/giang-day/cham-bai/{work.pk}/"
    for person in (lan, tan, other, learner):
        client = signed_in(person)
        assert client.get(teaching).status_code == 404, person
        assert client.post(teaching, {"decision": "pass"}).status_code == 404, person
        assert client.post(f"{teaching}nhan/").status_code == 404, person
        assert client.get(f"{teaching}tep/1/").status_code == 404, person
    for person in (tan, other, learner):
        client = signed_in(person)
        assert client.get(f"{TASK}bai-nop/1/1/").status_code == 404, person
        assert client.post(f"{TASK}rut-bai/1/").status_code == 404, person
    for person in (lan, tan, learner):
        for address in ("/giang-day/", "/giang-day/cham-bai/"):
            assert signed_in(person).get(address).status_code == 404, person
    assert "Nông Thị Lan" not in text_of(signed_in(other).get("/giang-day/cham-bai/"))
    for address in (teaching, f"{teaching}tep/1/", f"{TASK}bai-nop/1/1/", "/giang-day/"):
        assert Client().get(address)["Location"].startswith("/tai-khoan/login/")
    assert Marking.objects.count() == 0


def test_teacher_claims_marks_and_goes_on_to_the_next(work: Submission, hanh: User) -> None:
    client = signed_in(hanh)
    following = give_as_another("x", work.task)
    address = f"/giang-day/cham-bai/{work.pk}/"
    assert f'action="{address}nhan/"' in text_of(client.get(address))
    client.post(f"{address}nhan/")
    page = text_of(client.get(address))
    assert 'value="pass"' in page
    assert f'src="{address}tep/2/?xem=1"' in page
    chosen = {f"c{row}": level for row, level in levels(work.task).items()}
    answer = client.post(address, {**chosen, "comment": "", "decision": "return", "seen": "0"})
    assert answer.status_code == 422
    assert "Hãy ghi trong phần góp ý việc cần làm" in text_of(answer)
    assert answer.content.decode().count(" checked") == 2
    answer = client.post(address, {**chosen, "comment": "Tốt.", "decision": "pass", "seen": "0"})
    assert answer["Location"] == f"/giang-day/cham-bai/{following.pk}/"
    assert Marking.objects.get().marked_by == hanh
    assert "Chấm lại bài này" in text_of(client.get(address))
    assert 'value="pass"' in text_of(client.get(f"{address}?lai=1"))


def test_teacher_gives_a_claim_up(work: Submission, hanh: User) -> None:
    claim(submission=work, by=hanh, at=NOW)
    signed_in(hanh).post(f"/giang-day/cham-bai/{work.pk}/nhan/", {"give": "up"})
    assert Submission.objects.get().claimed_by is None


def test_forms_with_nonsense_are_refused(work: Submission, hanh: User) -> None:
    for form in ({}, {"seen": "x"}, {"seen": "9" * 40, "decision": "pass"}, {"c1": "-1"}):
        assert signed_in(hanh).post(f"/giang-day/cham-bai/{work.pk}/", form).status_code == 422
    assert Marking.objects.count() == 0


def test_queue_is_filtered(work: Submission, hanh: User, tan: User) -> None:
    other = make_practice(slug="khac", title="Viết thư", audience="citizen")
    teach(hanh, other)
    give(tan, other)
    client = signed_in(hanh)

    def names(query: str) -> list[str]:
        page = text_of(client.get(f"/giang-day/cham-bai/{query}"))
        return [name for name in ("Nông Thị Lan", "Hoàng Văn Tân") if f"{name}</a></h2>" in page]

    assert names("") == ["Nông Thị Lan", "Hoàng Văn Tân"]
    assert names("?khoa-hoc=khac") == ["Hoàng Văn Tân"]
    assert names("?bai=khong-co") == []
    Submission.objects.filter(pk=work.pk).update(marking_due_on="2020-01-01")
    assert names("?tre-hen=1") == ["Nông Thị Lan"]
    assert "1 bài đã quá ngày hẹn" in text_of(client.get("/giang-day/"))


@pytest.mark.parametrize("address", ["/giang-day/", "/giang-day/cham-bai/"])
def test_lists_cost_the_same_for_one_and_three(work: Submission, hanh: User, address: str) -> None:
    client = signed_in(hanh)
    client.get(address)
    with our_queries() as one:
        client.get(address)
    for name in ("a", "b"):
        give_as_another(name, work.task)
    with our_queries() as three:
        client.get(address)
    assert len(one) == len(three) == (5 if address == "/giang-day/" else 3)


def test_task_page_costs_the_same_for_one_and_three_rounds(work: Submission, lan: User, hanh: User) -> None:
    client = signed_in(lan)
    client.get(TASK)
    with our_queries() as one:
        client.get(TASK)
    for text in ("Hai.", "Ba."):
        grade(Submission.objects.get(state="handed_in"), hanh, passed=False)
        give(lan, work.task, text=text, files=[good()])
    with our_queries() as three:
        client.get(TASK)
    assert len(one) == len(three)


def test_admin_appoints_and_ends_teachers(task: TaskPage, author: User, tan: User) -> None:
    client = signed_in(author)
    form = {"person": "tan", "course": course_of(task).pk}
    for _time in range(2):
        assert client.post("/quan-tri/teachers/new/", form).status_code == 302
    teaching = tan.teachings.get()
    assert teaching.appointed_by == author
    assert client.post(f"/quan-tri/teachers/delete/{teaching.pk}/").status_code == 302
    teaching.refresh_from_db()
    assert teaching.ended_at is not None
    assert signed_in(tan).get("/quan-tri/teachers/").status_code == 302


def test_author_sees_a_task_before_publishing(task: TaskPage, author: User) -> None:
    client = signed_in(author)
    assert client.get(f"/quan-tri/pages/{task.pk}/edit/").status_code == 200
    page = text_of(client.get(f"/quan-tri/pages/{task.pk}/view_draft/"))
    assert "Lập danh mục dữ liệu của đơn vị." in page
    assert "Rõ người chịu trách nhiệm" in page


def test_task_that_people_did_cannot_be_deleted(work: Submission, author: User) -> None:
    signed_in(author).post(f"/quan-tri/pages/{work.task.pk}/delete/")
    assert TaskPage.objects.filter(pk=work.task.pk).exists()
