"""The pages of erasing: reading, asking, thinking again, deciding."""

import io
import json
from zipfile import ZipFile

from django.test import Client

from accounts.erasing import ask_to_be_erased
from accounts.models import ErasureRequest, User
from courses.models import (
    CoursePage,
)
from courses.noting import save_note
from tests.accounts.erasing.ways import PAGES, State, first_lesson, for_everybody, leave
from tests.courses.study import NOW, our_queries, ready, succeed
from workforce.models import Employment


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
