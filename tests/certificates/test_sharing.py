"""What holders show of a paper, that only they decide it, and that it ends when they say so."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from certificates.badges.pictures import baked_picture, picture_of
from certificates.badges.png import badge_image
from certificates.badges.shapes import Face, shortened
from certificates.correcting import revoke_certificate
from certificates.credentials.baking import read_baked
from certificates.credentials.making import CredentialErased, credential_of
from certificates.credentials.reading import answer_for_credential
from certificates.erasing import Erased, erase_beyond_the_register
from certificates.models import Certificate, Credential, ShareLink
from certificates.sharing.links import CannotShare, Choices, end_link, make_link, open_link_of
from certificates.sharing.showing import Ended, Shared, shared_by
from certificates.suspending import suspend_certificate
from certificates.verifying import Valid, answer_for
from certificates.words import Words
from kit.codes import new_code
from kit.pdf import REGULAR
from kit.text import initials
from tests.certificates.conftest import AT, DAY

LITTLE = Choices(name_shown="initials", shows_level=False, shows_day=False)


@pytest.fixture
def link(paper: Certificate, nguyet: User) -> ShareLink:
    return make_link(certificate=paper, choices=Choices(), by=nguyet, at=AT)


# ── Making and ending ─────────────────────────────────────────────────────────────────────────


def test_new_link_ends_the_one_before(link: ShareLink, paper: Certificate, nguyet: User) -> None:
    new = make_link(certificate=paper, choices=LITTLE, by=nguyet, at=AT)
    assert new.token != link.token
    assert open_link_of(paper) == new
    assert shared_by(link.token, DAY) == Ended()


def test_ended_link_stays_ended(link: ShareLink, paper: Certificate, nguyet: User) -> None:
    assert end_link(certificate=paper, by=nguyet, at=AT) is True
    assert end_link(certificate=paper, by=nguyet, at=AT) is False
    assert (open_link_of(paper), shared_by(link.token, DAY)) == (None, Ended())


def test_only_the_holder_makes_and_ends(link: ShareLink, paper: Certificate, tan: User, author: User) -> None:
    for person in (tan, author):
        with pytest.raises(CannotShare):
            make_link(certificate=paper, choices=Choices(), by=person, at=AT)
        with pytest.raises(CannotShare):
            end_link(certificate=paper, by=person, at=AT)
    assert open_link_of(paper) == link


def test_revoked_paper_is_not_shared_anew(paper: Certificate, nguyet: User, author: User) -> None:
    revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)
    with pytest.raises(CannotShare):
        make_link(certificate=paper, choices=Choices(), by=nguyet, at=AT)


# ── What is shown ─────────────────────────────────────────────────────────────────────────────


def test_link_shows_what_was_chosen_and_nothing_else(paper: Certificate, nguyet: User) -> None:
    shown = shared_by(make_link(certificate=paper, choices=LITTLE, by=nguyet, at=AT).token, DAY)
    assert isinstance(shown, Shared)
    assert (shown.paper.holder, shown.paper.level, shown.paper.number, shown.code) == ("N.T.Á.N.", 0, "", "")
    said = json.dumps(shown.words.to_json(), ensure_ascii=False)
    for secret in ("Nguyệt", "bậc 5", "0001", "05/12", "88%", "Chuyên viên", paper.code[:4]):
        assert secret not in said


def test_page_of_a_sparing_link_keeps_the_rest_private(client: Client, paper: Certificate, nguyet: User) -> None:
    link = make_link(certificate=paper, choices=LITTLE, by=nguyet, at=AT)
    page = client.get(f"/chia-se/{link.token}/").content.decode()
    assert "N.T.Á.N." in page
    for secret in ("Nguyệt", "bậc 5", "0001/2026", "05/12/2026", "88%", paper.code):
        assert secret not in page
    for kind in ("png", "svg", "json", "jwt"):
        assert client.get(f"/chia-se/{link.token}/tep.{kind}").status_code == 404


def test_page_of_a_full_link_leads_to_the_register(client: Client, link: ShareLink, paper: Certificate) -> None:
    response = client.get(f"/chia-se/{link.token}/")
    page = response.content.decode()
    for said in ("Nông Thị Ánh Nguyệt", "bậc 5 trên 8", "0001/2026/GCN-SKHCN", f"/c/{paper.code}"):
        assert said in page
    assert "88%" not in page
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert (response.headers["Referrer-Policy"], response.headers["Cache-Control"]) == ("no-referrer", "no-store")
    assert response.cookies == {}


def test_search_engines_are_let_in_only_when_the_holder_says_so(
    client: Client, paper: Certificate, nguyet: User
) -> None:
    link = make_link(certificate=paper, choices=Choices(may_be_found=True), by=nguyet, at=AT)
    response = client.get(f"/chia-se/{link.token}/")
    assert "X-Robots-Tag" not in response.headers
    assert "noindex" not in response.content.decode()


def test_revoked_paper_says_so_under_its_link(
    client: Client, link: ShareLink, paper: Certificate, author: User
) -> None:
    revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)
    assert client.get(f"/chia-se/{link.token}/").context["shared"].state == "revoked"


def test_suspended_paper_is_no_revoked_one_under_its_link(
    client: Client, link: ShareLink, paper: Certificate, author: User
) -> None:
    suspend_certificate(certificate=paper, reason="…", by=author, at=AT)
    assert client.get(f"/chia-se/{link.token}/").context["shared"].state == "suspended"


def test_ended_link_answers_gone_everywhere(client: Client, link: ShareLink, paper: Certificate, nguyet: User) -> None:
    end_link(certificate=paper, by=nguyet, at=AT)
    for tail in ("", "anh.png", "huy-hieu.png", "tep.json", "tep.png"):
        response = client.get(f"/chia-se/{link.token}/{tail}")
        assert response.status_code == 410
        assert "Nguyệt" not in response.content.decode()


def test_guesser_of_links_is_held_back_and_real_ones_still_open(client: Client, link: ShareLink, settings: Any) -> None:
    settings.VERIFY_PER_MINUTE = 2
    assert [client.get(f"/chia-se/{new_code()}/").status_code for _ in range(4)] == [404, 404, 429, 429]
    assert client.get(f"/chia-se/{new_code()}/anh.png").status_code == 429
    assert client.get(f"/huy-hieu/{new_code()}.png").status_code == 429
    assert client.get(f"/chia-se/{link.token}/").status_code == 200


def test_code_of_a_paper_is_no_link(client: Client, paper: Certificate, link: ShareLink) -> None:
    assert client.get(f"/chia-se/{paper.code}/").status_code == 404
    assert 'data-state="unknown"' in client.get(f"/c/{link.token}").content.decode()


def test_shared_page_costs_two_queries(client: Client, link: ShareLink, django_assert_num_queries: Any) -> None:
    client.get(f"/chia-se/{link.token}/")
    with django_assert_num_queries(2):
        client.get(f"/chia-se/{link.token}/")


def test_initials_keep_their_marks() -> None:
    assert (initials("Đặng  Ánh"), initials("Y"), initials("")) == ("Đ.Á.", "Y.", "")


# ── The holder's page ─────────────────────────────────────────────────────────────────────────


def test_holder_makes_changes_and_ends_a_link(client: Client, paper: Certificate, nguyet: User) -> None:
    client.force_login(nguyet)
    address = f"/giay-chung-nhan/{paper.code}/chia-se/"
    assert client.get(address).context["link"] is None
    client.post(address, {"name_shown": "initials", "shows_day": "on"})
    first = client.get(address).context["link"]
    assert (first.name_shown, first.shows_level, first.shows_day, first.may_be_found) == (
        "initials",
        False,
        True,
        False,
    )
    client.post(address, {"name_shown": "full", "shows_level": "on", "shows_day": "on"})
    second = client.get(address).context["link"]
    assert second.token != first.token
    client.post(f"{address}tat/")
    assert client.get(address).context["link"] is None
    assert client.post(address, {"name_shown": "nickname"}).context["form"].errors.keys() == {"name_shown"}


def test_linkedin_is_a_plain_link_with_the_paper_filled_in(
    client: Client, link: ShareLink, paper: Certificate, nguyet: User
) -> None:
    client.force_login(nguyet)
    context = client.get(f"/giay-chung-nhan/{paper.code}/chia-se/").context
    address = urlsplit(context["linkedin"])
    assert address.netloc == "www.linkedin.com"
    assert {name: values[0] for name, values in parse_qs(address.query).items()} == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Quản trị dữ liệu cơ bản",
        "organizationName": "Sở Khoa học và Công nghệ tỉnh Lạng Sơn",
        "issueYear": "2026",
        "issueMonth": "12",
        "expirationYear": "2028",
        "expirationMonth": "12",
        "certUrl": f"http://localhost:8000/chia-se/{link.token}/",
        "certId": "0001/2026/GCN-SKHCN",
    }


OWN = ["chia-se/", "huy-hieu.png", "huy-hieu.svg", "van-bang.json", "van-bang.jwt"]


@pytest.mark.parametrize("tail", OWN)
def test_outsider_reaches_nothing_of_the_holders(
    client: Client, link: ShareLink, paper: Certificate, tan: User, author: User, tail: str
) -> None:
    address = f"/giay-chung-nhan/{paper.code}/{tail}"
    assert client.get(address).headers["Location"].startswith("/tai-khoan/login/")
    for person in (tan, author):
        client.force_login(person)
        assert client.get(address).status_code == 404
    assert client.post(f"/giay-chung-nhan/{paper.code}/chia-se/", {"name_shown": "full"}).status_code == 404
    assert client.post(f"/giay-chung-nhan/{paper.code}/chia-se/tat/").status_code == 404
    assert open_link_of(paper) == link


def test_holder_takes_files_that_we_read_back(client: Client, paper: Certificate, nguyet: User) -> None:
    client.force_login(nguyet)
    for tail, kind in (
        ("huy-hieu.png", "image/png"),
        ("huy-hieu.svg", "image/svg+xml"),
        ("van-bang.json", "application/vc"),
        ("van-bang.jwt", "application/vc+jwt"),
    ):
        response = client.get(f"/giay-chung-nhan/{paper.code}/{tail}")
        assert (response.status_code, response.headers["Content-Type"]) == (200, kind)
        name = tail.replace(".", "-0001-2026-GCN-SKHCN.")
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response.headers["Cache-Control"] == "private, no-store"
        assert answer_for_credential(response.content, DAY) == answer_for(paper.code, DAY)


def test_shared_files_are_the_holders(client: Client, link: ShareLink, paper: Certificate) -> None:
    for kind in ("png", "svg", "json", "jwt"):
        response = client.get(f"/chia-se/{link.token}/tep.{kind}")
        assert answer_for_credential(response.content, DAY) == answer_for(paper.code, DAY)
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_without_a_key_the_files_wait_and_the_link_works(
    client: Client, link: ShareLink, settings: Any, tmp_path: Any
) -> None:
    settings.CREDENTIAL_KEY_FILE, settings.PRODUCTION = tmp_path / "none.pem", True
    assert client.get(f"/chia-se/{link.token}/tep.json").status_code == 503
    assert client.get(f"/chia-se/{link.token}/").status_code == 200


# ── Pictures ──────────────────────────────────────────────────────────────────────────────────


def test_badge_carries_its_credential_inside(paper: Certificate) -> None:
    words, credential = Words.from_json(paper.words), credential_of(paper, at=AT)
    for kind in ("png", "svg"):
        assert read_baked(picture_of(words, kind)) == ""
        for text in (credential.document, credential.jwt):
            assert read_baked(baked_picture(words, kind, text)) == text
    assert read_baked(credential.document.encode()) is None


def test_badge_says_nothing_of_the_person(client: Client, paper: Certificate) -> None:
    response = client.get(f"/huy-hieu/{paper.code}.svg")
    picture = response.content.decode()
    assert "Quản trị dữ liệu cơ bản" in picture
    for secret in ("Nguyệt", paper.code, "0001"):
        assert secret not in picture
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", picture)


def filled_petals(level: int) -> list[bool]:
    """Looks at the middle of each petal, clockwise from the top."""
    places = [(64, 30), (88, 40), (98, 64), (88, 88), (64, 98), (40, 88), (30, 64), (40, 40)]
    picture = badge_image(Face("Kỹ năng số", "Sở", level, ""), side=128)
    colours = [picture.getpixel(place) for place in places]
    return [isinstance(colour, tuple) and colour[2] < 150 for colour in colours]


@pytest.mark.parametrize("level", [1, 5, 8])
def test_badge_fills_as_many_petals_as_the_level(level: int) -> None:
    assert filled_petals(level) == [number < level for number in range(8)]


def test_words_too_long_for_a_badge_give_way_to_an_ellipsis() -> None:
    fitted = shortened("rất dài " * 60, REGULAR, largest=24, smallest=13, width=328, most_lines=2)
    assert len(fitted.lines) == 2
    assert fitted.lines[-1].endswith(" …")
    assert shortened("x" * 500, REGULAR, largest=24, smallest=13, width=328, most_lines=2).lines == ["…"]


def test_card_is_drawn_once_for_what_it_shows(
    client: Client, link: ShareLink, paper: Certificate, nguyet: User
) -> None:
    first = client.get(f"/chia-se/{link.token}/anh.png")
    assert (first.headers["Content-Type"], first.content[16:24]) == ("image/png", b"\0\0\x04\xb0\0\0\x02\x76")
    assert client.get(f"/chia-se/{link.token}/anh.png").content == first.content
    sparing = make_link(certificate=paper, choices=LITTLE, by=nguyet, at=AT)
    assert client.get(f"/chia-se/{sparing.token}/anh.png").content != first.content
    cache.clear()


# ── Erased ────────────────────────────────────────────────────────────────────────────────────


def test_who_wants_to_be_forgotten_leaves_the_paper_and_nothing_to_fetch(
    client: Client, link: ShareLink, paper: Certificate, nguyet: User, tan: User, author: User
) -> None:
    kept = credential_of(paper, at=AT)
    assert erase_beyond_the_register(person=tan, by=author, at=AT) == Erased(0, 0, 0)
    assert erase_beyond_the_register(person=nguyet, by=author, at=AT) == Erased(1, 1, 0)
    assert erase_beyond_the_register(person=nguyet, by=author, at=AT) == Erased(0, 0, 0)
    client.force_login(nguyet)
    for tail in OWN[1:]:
        assert client.get(f"/giay-chung-nhan/{paper.code}/{tail}").status_code == 410
    for tail in ("", "anh.png", "tep.json"):
        assert client.get(f"/chia-se/{link.token}/{tail}").status_code == 410
    with pytest.raises(CannotShare):
        make_link(certificate=paper, choices=Choices(), by=nguyet, at=AT)
    emptied = Credential.objects.get()
    assert (emptied.document, emptied.jwt, emptied.status_index) == ("", "", kept.status_index)
    # The paper itself is a line of the register, which is kept by law.
    assert isinstance(answer_for(paper.code, DAY), Valid)


def test_paper_without_a_credential_gets_none_afterwards(paper: Certificate, nguyet: User) -> None:
    erase_beyond_the_register(person=nguyet, by=None, at=AT)
    with pytest.raises(CredentialErased):
        credential_of(paper, at=AT)
