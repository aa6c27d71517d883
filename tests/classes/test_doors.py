"""Who may: planners plan, invigilators run, candidates see their own; for others nothing is there."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from classes.models import ExamSession, RollEntry
from classes.planning import appoint_invigilators
from classes.seating import enter_people
from courses.models import CoursePage
from courses.teaching import appoint_teacher
from kit.pdf import read_pdf
from tests.classes.exams import NOW, begin, fresh, make_session, many, running
from tests.courses.study import make_course, our_queries


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


def pages(session: ExamSession, entry: RollEntry) -> dict[str, list[tuple[str, str]]]:
    base = f"/ca-thi/{session.pk}/"
    one = f"?nguoi={entry.pk}"
    shared = ("", "tinh-hinh/", "bien-ban.pdf", "danh-sach.pdf", "the-ban.pdf")
    acts = ("gia-han", "su-viec", "dinh-chi", "ket-thuc")
    return {
        "both": [("get", f"{base}{part}") for part in shared],
        "planner": [
            ("get", f"{base}sua/"),
            ("get", f"{base}danh-sach/"),
            ("post", f"{base}huy/"),
            ("post", f"{base}gach-ten/{entry.pk}/"),
        ],
        "invigilator": [
            ("get", f"{base}man-hinh/"),
            ("post", f"{base}co-mat/{entry.pk}/"),
            ("get", f"{base}viec/dong/"),
            *[("get", f"{base}viec/{what}/{one}") for what in acts],
        ],
    }


def statuses(client: Client, wanted: list[tuple[str, str]]) -> set[int]:
    return {getattr(client, method)(path).status_code for method, path in wanted}


def test_everybody_sees_what_is_theirs(
    session: ExamSession, thao: User, lan: User, hanh: User, tan: User, signed_in: Callable[[User], Client]
) -> None:
    other_teacher = User.objects.create_user(username="khac", full_name="Giáo viên khác")
    appoint_teacher(person=other_teacher, course=make_course("khac"), by=None, at=NOW)
    (entry,) = running(session, lan)
    appoint_invigilators(session=session, people=[hanh], by=thao, at=NOW)
    wanted = pages(session, entry)
    planner, invigilator = signed_in(thao), signed_in(hanh)
    assert statuses(invigilator, wanted["both"]) == {200}
    assert statuses(invigilator, wanted["invigilator"]) <= {200, 302}
    assert statuses(invigilator, wanted["planner"]) == {404}
    assert statuses(planner, wanted["both"]) == {200}
    assert statuses(planner, wanted["planner"]) <= {200, 302}
    assert statuses(planner, wanted["invigilator"]) == {404}
    for outsider in (lan, tan, other_teacher):
        client = signed_in(outsider)
        assert statuses(client, [path for kind in wanted.values() for path in kind]) == {404}
    assert signed_in(lan).get(f"/ca-thi/{session.pk}/du-thi/").status_code == 200
    assert {signed_in(who).get(f"/ca-thi/{session.pk}/du-thi/").status_code for who in (hanh, tan)} == {404}
    assert {signed_in(who).get("/ca-thi/").status_code for who in (lan, tan, hanh, thao)} == {200}
    assert (planner.get("/ca-thi/moi/").status_code, signed_in(tan).get("/ca-thi/moi/").status_code) == (200, 404)
    assert Client().get(f"/ca-thi/{session.pk}/").status_code == 302


def test_pages_ask_no_more_for_three_than_for_one(
    session: ExamSession, thao: User, lan: User, signed_in: Callable[[User], Client]
) -> None:
    (entry,) = running(session, lan)
    begin(entry)
    client = signed_in(thao)
    paths = [f"/ca-thi/{session.pk}/{part}" for part in ("", "tinh-hinh/", "man-hinh/")]
    for path in paths:
        client.get(path)
    counted = []
    for size in (1, 3):
        counts = []
        for path in paths:
            with our_queries() as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
        counted.append(counts)
        if size == 1:
            enter_people(session=session, people=many(2, lan), by=thao, at=NOW, mail=False)
    assert counted[0] == counted[1] == [8, 4, 3]
    assert fresh(entry).is_answering


def test_the_record_says_who_came_when_and_what_happened(
    session: ExamSession, thao: User, lan: User, signed_in: Callable[[User], Client]
) -> None:
    running(session, lan)
    pdf = read_pdf(signed_in(thao).get(f"/ca-thi/{session.pk}/bien-ban.pdf").content)
    words = " ".join(pdf.words)
    for part in ("BIÊN BẢN COI THI", "Nông Thị Lan", "thẻ căn cước", "Lâm Thị Thảo", "Không có sự việc nào."):
        assert part in words
    assert pdf.fonts_not_embedded == []


def test_papers_of_an_exam_without_anybody_are_papers_too(
    exam_course: CoursePage, thao: User, signed_in: Callable[[User], Client]
) -> None:
    session = make_session(exam_course, thao)
    papers = {name: signed_in(thao).get(f"/ca-thi/{session.pk}/{name}.pdf") for name in ("the-ban", "danh-sach")}
    assert {name: paper.status_code for name, paper in papers.items()} == {"the-ban": 200, "danh-sach": 200}
    assert "Chưa có ai trong danh sách dự thi" in " ".join(read_pdf(papers["the-ban"].content).words)
