"""Programs get the answer of the page as JSON, from any site, without signing in, within a budget."""

import io
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from certificates.correcting import replace_certificate, revoke_certificate
from certificates.models import Certificate, Check
from certificates.storing import read_stored
from certificates.suspending import suspend_certificate
from certificates.words import in_groups
from kit.codes import new_code
from tests.certificates.conftest import AT

API = "/api/v1/certificates"


def ask(client: Client, code: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"{API}/{code}").json()
    return answer


def hand_in(client: Client, content: bytes) -> Any:
    file = io.BytesIO(content)
    file.name = "paper.pdf"
    return client.post(f"{API}/file", {"file": file})


@pytest.mark.parametrize("state", ["valid", "revoked", "replaced", "unknown"])
def test_state_is_the_one_of_the_page(client: Client, paper: Certificate, author: User, state: str) -> None:
    code = new_code() if state == "unknown" else paper.code
    if state == "revoked":
        revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)
    elif state == "replaced":
        replace_certificate(certificate=paper, by=author, at=AT)
    answer = ask(client, code)
    assert (answer["state"], answer["suspended"]) == (state, False)
    assert client.get(f"/c/{code}").content.decode().count(f'data-state="{state}"') == 1
    assert (answer["paper"] is None) == (state == "unknown")


def test_suspended_paper_is_revoked_to_who_knows_no_more(client: Client, paper: Certificate, author: User) -> None:
    suspend_certificate(certificate=paper, reason="Đang xem lại bài thi", by=author, at=AT)
    answer = ask(client, paper.code)
    assert (answer["state"], answer["suspended"], answer["since"]) == ("revoked", True, "2026-12-05")


def test_answer_holds_the_face_of_the_paper_and_no_more(client: Client, paper: Certificate, nguyet: User) -> None:
    nguyet.phone, nguyet.email = "+84912345678", "nguyet@langson.example"
    nguyet.save()
    answer = ask(client, in_groups(paper.code).lower())
    assert answer["paper"] == {
        "title": "Giấy chứng nhận",
        "holder": "Nông Thị Ánh Nguyệt",
        "course": "Quản trị dữ liệu cơ bản",
        "number": "0001/2026/GCN-SKHCN",
        "code": paper.code,
        "issuer": "Sở Khoa học và Công nghệ tỉnh Lạng Sơn",
        "issued_on": "2026-12-05",
        "last_day": "2028-12-05",
        "level": 5,
        "scale": 8,
        "has_legal_value": False,
    }
    assert answer["page"].endswith(f"/c/{paper.code}")
    assert (answer["since"], answer["reason"], answer["replaced_by"]) == (None, "", None)


def test_ended_papers_say_when_why_and_what_stands_in_their_place(
    client: Client, paper: Certificate, author: User
) -> None:
    new = replace_certificate(certificate=paper, by=author, at=AT)
    answer = ask(client, paper.code)
    assert (answer["since"], answer["replaced_by"]["number"]) == ("2026-12-05", new.number)
    revoke_certificate(certificate=new, reason="fraud", by=author, at=AT)
    assert ask(client, new.code)["reason"] == str(Certificate.Reason.FRAUD.label)


def test_file_is_judged_by_its_bytes(client: Client, paper: Certificate) -> None:
    pdf = read_stored(paper)
    assert [hand_in(client, file).json()["state"] for file in (pdf, pdf + b"\n", b"%PDF-1.4")] == [
        "valid",
        "altered",
        "unknown",
    ]
    assert hand_in(client, b"x" * (2 * 1024 * 1024 + 5000)).status_code == 413
    assert hand_in(client, b"x" * (2 * 1024 * 1024 + 1)).status_code == 413
    assert client.post(f"{API}/file").status_code == 422


def test_any_site_may_read_it_and_nobody_keeps_it(client: Client, paper: Certificate) -> None:
    response = client.get(f"{API}/{paper.code}", headers={"origin": "https://tuyendung.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert (response.headers["Cache-Control"], response.headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert response.cookies == {}
    assert "Access-Control-Allow-Origin" not in hand_in(client, b"%PDF-1.4").headers


def test_misses_weigh_more_than_hits(client: Client, paper: Certificate, settings: Any) -> None:
    settings.API_PER_MINUTE, settings.API_MISS_WEIGHT = 8, 4
    codes = [paper.code, new_code(), paper.code, paper.code, paper.code, paper.code]
    answers = [client.get(f"{API}/{code}") for code in codes]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert answers[-1].headers["Access-Control-Allow-Origin"] == "*"
    # People at the same address are not held up by a program.
    assert client.get(f"/c/{paper.code}").status_code == 200


def test_description_names_what_is_open_and_all_else_asks_who_is_there(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    open_to_all = {
        path
        for path, operations in described["paths"].items()
        if not all(operation.get("security") for operation in operations.values())
    }
    assert open_to_all == {f"{API}/{{code}}", f"{API}/file"}


def test_a_program_is_counted_as_such(client: Client, paper: Certificate) -> None:
    from certificates.counting_checks import write_down

    write_down()
    ask(client, paper.code)
    write_down()
    assert list(Check.objects.values_list("way", "times")) == [("api", 1)]
