"""Designs: versions, the papers made with them, what a design may not be, its screens."""

import base64
import dataclasses
import io
import re
import socket
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from certificates.blanks import _blank
from certificates.correcting import replace_certificate
from certificates.designing import (
    LONGEST_NAME,
    DesignNotUsable,
    NameTaken,
    change_design,
    ensure_house_design,
    ensure_house_designs,
    make_again,
    make_design,
)
from certificates.house_designs import HOUSE_DESIGNS, SOLEMN, WARM, HouseDesign
from certificates.logos import LARGEST_PRINTED, LogoNotUsable, to_logo
from certificates.look import FIGURES, FRAMES, HardToRead, Look, contrast, refuse_hard_to_read
from certificates.models import Award, Certificate, Design, DesignVersion
from certificates.rendering import CannotRender, render
from certificates.sample import make_sample, sample_words
from certificates.storing import read_stored
from certificates.texts import TextNotUsable, Texts, fill, refuse_unusable
from certificates.words import Words
from kit.pdf import read_pdf
from kit.pictures_of_pdf import picture_of
from tests.certificates.conftest import AT, Completes, issue

LARGEST_PAPER = 60_000  # bytes, before signing


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create_superuser("quan-tri", full_name="Người Quản Trị", password="x")


@pytest.fixture
def warm(db: None) -> Design:
    return ensure_house_design(WARM, at=AT)


def picture(size: tuple[int, int] = (400, 300), kind: str = "PNG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "#27346b").save(out, kind)
    out.seek(0)
    return out


# ── Looks and texts ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("house", HOUSE_DESIGNS, ids=lambda house: house.key)
@pytest.mark.parametrize("holder", ["Lý A", LONGEST_NAME], ids=["short", "60 characters"])
def test_house_designs_say_their_words_and_are_small(house: HouseDesign, holder: str) -> None:
    refuse_hard_to_read(house.look)
    words = sample_words(at=AT, texts=house.texts, holder=holder)
    pdf = render(words, address="http://localhost/c/x", look=house.look)
    facts = read_pdf(pdf)
    assert facts.words == " ".join(words.printed()).split()
    assert (facts.pages, facts.fonts_not_embedded, facts.text_in_drawings) == (1, [], False)
    assert len(pdf) < LARGEST_PAPER
    with Image.open(io.BytesIO(picture_of(pdf))) as seen:
        assert (seen.width > seen.height) != house.look.portrait


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("figure", FIGURES)
def test_each_frame_goes_with_each_figure(frame: str, figure: str) -> None:
    look = Look(frame=frame, figure=figure, portrait=frame == "lines")
    words = sample_words(at=AT, texts=Texts(national=False))
    assert read_pdf(render(words, address="x", look=look)).words == " ".join(words.printed()).split()


def test_same_words_and_look_give_the_same_bytes() -> None:
    words = sample_words(at=AT, texts=WARM.texts)
    first = render(words, address="x", look=WARM.look)
    _blank.cache_clear()
    assert render(words, address="x", look=WARM.look) == first


def test_nothing_is_fetched_while_rendering(monkeypatch: Any) -> None:
    def refuse(*arguments: Any) -> None:
        raise AssertionError(arguments)

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    _blank.cache_clear()
    look = dataclasses.replace(WARM.look, logo=to_logo(picture()))
    words = sample_words(at=AT, texts=WARM.texts, holder="<img src=http://127.0.0.1:9/x>")
    assert "src=http://127.0.0.1:9/x>" in read_pdf(render(words, address="x", look=look)).words


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    with pytest.raises(HardToRead, match=r"4\.5"):
        refuse_hard_to_read(Look(name="#777777", paper="#ffffff"))


VALUES = {"ho_ten": "Lý A", "diem": "", "khoa_hoc": "[Toán] {diem}", "so": "7"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tặng {ho_ten}", "Tặng Lý A"),
        ("số {so}[, kết quả {diem}]", "số 7"),
        ("[số {so}][ và {diem}]", "số 7"),
        ("khóa {khoa_hoc}", "khóa [Toán] {diem}"),
        ("", ""),
    ],
)
def test_fields_are_filled_in_and_empty_parts_left_out(text: str, said: str) -> None:
    assert fill(text, VALUES) == said


@pytest.mark.parametrize(
    "text", ["{hoten}", "{7*7}", "{{ho_ten}}", "{ho_ten", "ho_ten}", "[{diem}", "{ho_ten.x}", "{}"]
)
def test_unknown_field_and_lone_bracket_are_refused(text: str) -> None:
    with pytest.raises(TextNotUsable):
        refuse_unusable(text)


def test_unknown_field_is_named_in_vietnamese_with_those_there_are() -> None:
    with pytest.raises(TextNotUsable) as refused:
        refuse_unusable("Tặng {hoten}")
    assert str(refused.value).startswith("Không có trường “{hoten}”. Các trường dùng được: {ho_ten}, {chuc_vu},")


def test_logo_becomes_a_small_png() -> None:
    logo = to_logo(picture((3000, 1000), "JPEG"))
    with Image.open(io.BytesIO(logo)) as seen:
        assert (seen.format, max(seen.size)) == ("PNG", 260)
    assert len(logo) <= LARGEST_PRINTED


@pytest.mark.parametrize("content", [b"<svg/>", b"", b"\x89PNG\r\n\x1a\n", b"x" * 2_100_000])
def test_file_that_is_no_picture_is_no_logo(content: bytes) -> None:
    with pytest.raises(LogoNotUsable):
        to_logo(io.BytesIO(content))


# ── Versions ──────────────────────────────────────────────────────────────────────────────────


def test_house_designs_are_made_once_and_keep_what_was_changed(admin: User) -> None:
    ensure_house_designs(at=AT)
    solemn = Design.objects.get(house_key=SOLEMN.key)
    change_design(design=solemn, look=Look(frame="lines"), texts=Texts(), by=admin, at=AT)
    ensure_house_designs(at=AT)
    assert Design.objects.count() == len(HOUSE_DESIGNS)
    assert [version.number for version in solemn.versions.order_by("number")] == [1, 2]
    assert solemn.current.look == Look(frame="lines")


def test_saving_what_is_the_same_makes_no_version(warm: Design, admin: User) -> None:
    assert change_design(design=warm, look=WARM.look, texts=WARM.texts, by=admin, at=AT) == warm.current
    assert warm.versions.count() == 1


def test_design_needs_a_name_of_its_own(admin: User) -> None:
    look = Look(logo=to_logo(picture()))
    design = make_design(name="Mùa hè", look=look, texts=WARM.texts, by=admin, at=AT)
    assert (design.current.number, design.current.look, design.current.texts) == (1, look, WARM.texts)
    with pytest.raises(NameTaken):
        make_design(name="Mùa hè", look=look, texts=WARM.texts, by=admin, at=AT)


@pytest.mark.parametrize(
    "texts",
    [
        Texts(title="Giấy 😀"),
        Texts(done="dài " * 100),
        Texts(title="\u202egiấy"),
        # Thông tư 03/2023/TT-BNV: only an authorised issuer may say so.
        Texts(subtitle="Chứng Chỉ tin học"),
    ],
)
def test_design_that_gives_no_paper_is_refused(admin: User, texts: Texts) -> None:
    with pytest.raises(DesignNotUsable):
        make_design(name="Mùa hè", look=Look(), texts=texts, by=admin, at=AT)
    assert not Design.objects.exists()


def test_paper_names_its_version_and_is_made_again_after_the_design_changed(
    award: Award, complete: Completes, nguyet: User, warm: Design, admin: User
) -> None:
    award.design = warm
    award.save()
    paper = issue(complete(nguyet))
    assert paper.design_version == warm.current
    assert paper.words["banner"] == "BÌNH DÂN HỌC VỤ SỐ"
    before = make_again(paper)
    assert read_stored(paper).startswith(before)  # a signature is added at the end

    newer = change_design(design=warm, look=Look(figure="none"), texts=Texts(done="đã xong"), by=admin, at=AT)
    _blank.cache_clear()
    assert make_again(Certificate.objects.get(pk=paper.pk)) == before
    again = replace_certificate(certificate=paper, by=admin, at=AT)
    assert (again.design_version, again.words["done"]) == (newer, "đã xong")


def test_award_without_design_gives_the_solemn_one(paper: Certificate) -> None:
    assert paper.design_version == DesignVersion.objects.get(design__house_key=SOLEMN.key)


def test_paper_from_before_versions_is_made_again(paper: Certificate) -> None:
    paper.design_version = None
    assert read_pdf(make_again(paper)).words == " ".join(Words.from_json(paper.words).printed()).split()


def test_sign_outside_the_everyday_ones_gets_a_blank_of_its_own() -> None:
    words = sample_words(at=AT, texts=Texts(), holder="Ağa Œuvre ŕ€")
    assert "Œuvre" in read_pdf(render(words, address="x")).words
    with pytest.raises(CannotRender):
        render(sample_words(at=AT, texts=Texts(), holder="Ω Д 李"), address="x")


def test_sample_of_each_design_can_be_made(db: None) -> None:
    assert "BÌNH" in read_pdf(make_sample(at=AT, look=WARM.look, texts=WARM.texts)).words


# ── Screens ───────────────────────────────────────────────────────────────────────────────────


def typed(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What the form at `address` would send as it stands, with `changes`."""
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False, b"")} | changes
    return {name: value for name, value in data.items() if value is not None}


def test_administrator_makes_changes_and_looks_at_a_design(client: Client, admin: User) -> None:
    client.force_login(admin)
    add = reverse("certificates_designs:add")
    made = client.post(add, typed(client, add, name="Mùa hè", text_done="đã học xong", new_logo=picture()))
    design = Design.objects.get()
    assert (made.status_code, design.name, design.current.texts.done) == (302, "Mùa hè", "đã học xong")
    assert design.current.look.logo.startswith(b"\x89PNG")

    edit = reverse("certificates_designs:edit", args=[design.pk])
    client.post(edit, typed(client, edit, portrait="1", name="Mùa thu"))
    design.refresh_from_db()
    assert (design.name, design.current.number, design.current.look.portrait) == ("Mùa thu", 2, True)
    assert design.current.look.logo == design.versions.get(number=1).look.logo
    client.post(edit, typed(client, edit, no_logo="on"))
    assert (design.current.number, design.current.look.logo) == (3, b"")

    listed = client.get(reverse("certificates_designs:index"))
    assert [(row.name, row.version, row.papers) for row in listed.context["object_list"]] == [("Mùa thu", 3, 0)]


def test_form_names_the_unknown_field_and_saves_nothing(client: Client, admin: User) -> None:
    client.force_login(admin)
    add = reverse("certificates_designs:add")
    answer = client.post(add, typed(client, add, name="Mùa hè", text_done="{hoten} đã xong", ink="#eeeeee"))
    form = answer.context["form"]
    assert list(form.errors) == ["text_done"]
    assert not Design.objects.exists()
    pale = client.post(add, typed(client, add, name="Mùa hè", ink="#eeeeee"))
    assert re.search("khó đọc", pale.context["form"].errors["__all__"][0])


def test_name_that_is_taken_is_told_in_the_form(client: Client, admin: User, warm: Design) -> None:
    client.force_login(admin)
    add = reverse("certificates_designs:add")
    assert list(client.post(add, typed(client, add, name=warm.name)).context["form"].errors) == ["name"]


def test_preview_shows_two_papers_of_what_is_typed(client: Client, admin: User, warm: Design) -> None:
    client.force_login(admin)
    edit = reverse("certificates_designs:edit", args=[warm.pk])
    preview = client.get(edit).context["preview_url"]
    data = typed(client, edit, name="")
    pictures = client.post(preview, data).json()["pictures"]
    sizes = [Image.open(io.BytesIO(base64.b64decode(one.partition(",")[2]))).size for one in pictures]
    assert sizes == [(936, 662), (936, 662)]
    pdf = client.post(preview, data | {"pdf": "1", "text_closing": "Xin chúc mừng {ho_ten}"}).content
    assert {"MẪU", "mừng"} <= set(read_pdf(pdf).words)
    wrong = client.post(preview, data | {"text_done": "{x}"})
    assert (wrong.status_code, list(wrong.json()["problems"])) == (422, ["text_done"])
    assert warm.versions.count() == 1


def test_outsider_sees_no_design_and_no_preview(client: Client, lan: User, warm: Design) -> None:
    client.force_login(lan)
    edit = reverse("certificates_designs:edit", args=[warm.pk])
    for address in (reverse("certificates_designs:index"), reverse("certificates_designs:add"), edit):
        assert client.get(address).status_code in (302, 403)
    preview = reverse("certificates_designs:preview", args=[warm.pk])
    assert client.post(preview, {"name": "x"}).status_code in (302, 403)
    assert client.get(preview).status_code in (302, 405)
