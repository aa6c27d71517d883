"""The pages of a roster: for whom they are there, and the whole way through them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Notice, User
from kit.progress import end_progress, progress_of, take_up, tell_progress
from lms.demo.cast import Cast
from tests.courses.study import at_once, our_queries
from tests.workforce.rosters import DONG_DANG, NOW, THAT_KHE, as_csv, bring, people, write
from workforce.models import Employment, RosterImport
from workforce.roster.activating import CannotLetIn, print_sheets
from workforce.roster.applying import write_plan
from workforce.roster.bringing import CannotConfirm, confirm
from workforce.roster.holding import work_of
from workforce.roster.planning import plan_roster
from workforce.roster.undoing import CannotUndo, ask_undo, undo_roster
from workforce.roster.working_off import work_off

INDEX = "/nhan-su/"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def upload(client: Client, content: bytes, *, agency: str = DONG_DANG) -> str:
    """The address of the page that shows what the file would change."""
    data = {"don-vi": agency, "ngay": "2026-10-01", "tep": SimpleUploadedFile("ds.csv", content)}
    response = client.post(INDEX, data)
    assert response.status_code == 302, response.context["form"].errors
    return str(response["Location"])


def test_whose_pages_these_are(cast: Cast) -> None:
    roster = bring(cast.hr_officer, as_csv(people(1)))
    page = reverse("roster:roster", args=[roster.pk])
    for person in (cast.unit_head, cast.learner, cast.citizen):
        assert {signed_in(person).get(url).status_code for url in (INDEX, page, "/nhan-su/xuat/?don-vi=06184")} == {404}
    outsider = signed_in(cast.outsider)
    assert outsider.get(INDEX).status_code == 200
    assert outsider.get(page).status_code == 404
    assert outsider.get("/nhan-su/xuat/?don-vi=06184").status_code == 404
    for name in ("confirm", "undo", "map"):
        assert outsider.post(reverse(f"roster:{name}", args=[roster.pk])).status_code == 404
    refused = outsider.post(
        INDEX, {"don-vi": DONG_DANG, "ngay": "2026-10-01", "tep": SimpleUploadedFile("a.csv", b"a")}
    )
    assert refused.status_code == 422
    assert Client().get(INDEX).status_code == 302
    assert signed_in(cast.provincial_officer).get(page).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_and_two_confirmations_at_once(cast: Cast, in_process_tasks: None) -> None:
    client = signed_in(cast.hr_officer)
    page = upload(
        client, as_csv([*people(2), ["", "Nông Thị Lan", "", "lan2@example.com", "", "chuyen-vien", "Công chức", ""]])
    )
    shown = client.get(page).content.decode()
    assert "Hoàng Thị Ánh Nguyệt" in shown
    roster = RosterImport.objects.get()
    client.post(f"{page}cot/", {"full_name": "1", "email": "3", "position": "5", "category": "6"})
    assert client.get(f"{page}?loai=new").context["page"].paginator.count == 2
    roster.refresh_from_db()
    client.post(f"{page}xac-nhan/", {"plan": "something else"})
    assert Employment.objects.filter(starts_on="2026-10-01").count() == 0
    client.post(f"{page}xac-nhan/", {"plan": roster.plan})
    roster.refresh_from_db()
    assert (roster.state, Employment.objects.filter(starts_on="2026-10-01").count()) == ("confirmed", 2)
    # The next file with these titles is read the same way.
    assert bring(cast.hr_officer, as_csv(people(1))).mapping == roster.mapping

    doubtful = roster.rows.get(kind="in_doubt")
    client.post(f"{page}dong/{doubtful.pk}/", {"nguoi": "lan"})
    doubtful.refresh_from_db()
    assert doubtful.person == cast.learner
    client.post(f"{page}hoan-tac/")
    roster.refresh_from_db()
    assert (roster.state, Employment.objects.filter(starts_on="2026-10-01").count()) == ("undone", 0)

    raced = bring(cast.hr_officer, as_csv(people(3)))
    outcomes = at_once(2, lambda _: confirm(roster=raced, agreed=raced.plan, by=cast.hr_officer, at=NOW))
    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Exception)) == [CannotConfirm]
    assert User.objects.filter(email__startswith="nguoi").count() == 3


def test_files_to_take_along(cast: Cast) -> None:
    client = signed_in(cast.hr_officer)
    people_ = client.get(f"/nhan-su/xuat/?don-vi={DONG_DANG}&dinh-dang=csv").content.decode("utf-8-sig")
    assert [line.split(",")[1] for line in people_.splitlines()] == ["Tên đăng nhập", "thang", "huong", "lan"]
    assert client.get(f"/nhan-su/xuat/?don-vi={DONG_DANG}&mau=1").status_code == 200
    assert client.get(f"/nhan-su/xuat/?don-vi={THAT_KHE}").status_code == 404


def test_what_pages_ask_does_not_grow(cast: Cast) -> None:
    client = signed_in(cast.hr_officer)

    def asked(count: int) -> int:
        roster = bring(cast.hr_officer, as_csv(people(count)))
        client.get(reverse("roster:roster", args=[roster.pk]))
        with our_queries() as queries:
            client.get(reverse("roster:roster", args=[roster.pk]))
            client.get(INDEX)
        return len(queries)

    assert asked(1) == asked(3)


def test_new_people_are_let_in(cast: Cast, in_process_tasks: None) -> None:
    listed = people(2)
    listed[1][3] = ""
    roster = write(bring(cast.hr_officer, as_csv(listed)), cast.hr_officer)
    client, page = signed_in(cast.hr_officer), reverse("roster:roster", args=[roster.pk])
    assert client.get(page).context["outside"] == {"all": 2, "mail": 1}
    client.post(f"{page}thu-moi/")
    assert list(Notice.objects.filter(kind="accounts.invited").values_list("person__email", flat=True)) == [
        "nguoi1@example.com"
    ]
    printed = client.post(f"{page}phieu/")
    [sheet] = printed.context["sheets"]
    assert ("no-store" in printed["Cache-Control"], sheet.person.email, sheet.code in printed.content.decode()) == (
        True,
        None,
        True,
    )
    assert len(client.post(f"{page}phieu/", {"tat-ca": "1"}).context["sheets"]) == 2
    for person in (cast.outsider, cast.unit_head, cast.learner):
        for name in ("letters", "sheets"):
            assert signed_in(person).post(reverse(f"roster:{name}", args=[roster.pk])).status_code == 404
    # Letters and sheets that nobody used go with the accounts.
    undo_roster(roster=roster, by=cast.hr_officer, at=NOW)
    assert not User.objects.filter(email="nguoi1@example.com").exists()
    with pytest.raises(CannotLetIn):
        print_sheets(
            roster=undo_roster(roster=roster, by=cast.hr_officer, at=NOW),
            by=cast.hr_officer,
            at=NOW,
            only_without_mail=True,
        )


def test_undoing_waits_its_turn_and_says_why_it_did_not(cast: Cast) -> None:
    officer = cast.hr_officer
    earlier = write(bring(officer, as_csv(people(2))), officer)
    [first, second] = people(2)
    later = write(bring(officer, as_csv([[*first[:2], "", "", "", "van-phong-thong-ke", "", ""], second])), officer)
    with pytest.raises(CannotUndo):
        ask_undo(roster=earlier, by=cast.outsider, at=NOW)
    page = reverse("roster:roster", args=[earlier.pk])

    ask_undo(roster=earlier, by=officer, at=NOW)
    waits = signed_in(officer).get(page)
    assert (waits.templates[0].name, RosterImport.objects.get(pk=earlier.pk).state) == (
        "workforce/roster_waits.html",
        "undoing",
    )
    assert work_off(at=NOW) == 1
    earlier.refresh_from_db()
    # The later list moved one of them, so nothing was undone, and the page says so.
    assert (earlier.state, earlier.undone_by, earlier.undone_at) == ("confirmed", None, None)
    assert signed_in(officer).get(page).content.decode().count(earlier.trouble) == 1
    assert "Hoàng Thị Ánh Nguyệt" in earlier.trouble

    # Both at once: the later one first, so that the earlier is not in its way.
    for roster in (earlier, later, later):
        ask_undo(roster=roster, by=officer, at=NOW)
    assert work_off(at=NOW) == 2
    assert set(RosterImport.objects.values_list("state", "undone_by", "trouble")) == {("undone", officer.pk, "")}
    assert ask_undo(roster=later, by=officer, at=NOW).state == "undone"
    assert not User.objects.filter(email__startswith="nguoi").exists()


def test_progress_is_seen_while_the_list_is_written(cast: Cast) -> None:
    """What is told goes past the open transaction: here everything is one, and a thread of its own asks."""
    roster = bring(cast.hr_officer, as_csv(people(2)))
    seen: list[int | None] = []

    def told(share: float) -> None:
        tell_progress(work_of(roster), int(share * 100))
        with ThreadPoolExecutor(1) as other:
            seen.append(other.submit(progress_of, work_of(roster)).result())

    plan = plan_roster([], agency=roster.agency, by=cast.hr_officer, on=roster.on)
    write_plan(plan, by=cast.hr_officer, at=NOW, told=told)
    assert seen == [40, 60, 80]
    assert not take_up(work_of(roster))
    RosterImport.objects.filter(pk=roster.pk).update(state="brought")
    assert work_off(at=NOW) == 0
    waits = signed_in(cast.hr_officer).get(reverse("roster:roster", args=[roster.pk]))
    assert (waits.context["percent"], waits.templates[0].name) == (80, "workforce/roster_waits.html")
    end_progress(work_of(roster))
    assert work_off(at=NOW) == 1
    asked = signed_in(cast.hr_officer).get(reverse("roster:roster", args=[roster.pk]), headers={"HX-Request": "true"})
    assert asked["HX-Refresh"] == "true"
