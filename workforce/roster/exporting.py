"""The people of an agency in the columns of a roster, and the empty template. What goes out comes in unchanged."""

import datetime as dt
from collections.abc import Iterator

from accounts.models import User
from accounts.telephones import REGION
from kit.spreadsheets import Column, Table, Value
from workforce.models import Agency, Employment, Position, StaffCode
from workforce.roster.cells import CATEGORIES
from workforce.roster.columns import FIELDS

OUT = [field for field in FIELDS if field.name not in ("family_name", "given_name")]
# What stands in the row of the template that shows how to fill it in.
EXAMPLE = {
    "staff_code": "0123",
    "full_name": "Nguyễn Thị Mẫu",
    "birth_date": "22/11/1990",
    "email": "mau@example.com",
    "phone": "0912 345 678",
    "category": "Công chức",
    "is_it_staff": "không",
    "is_leader": "không",
    "starts_on": "01/07/2025",
}


def export_roster(agency: Agency, *, day: dt.date) -> Table:
    """Everybody who works in the branch on `day`, by agency and name."""
    return Table(title="Danh sách", columns=_columns(), rows=_rows(agency, day))


def template_for(agency: Agency, *, day: dt.date) -> Table:
    """One example to write over, and the codes of agencies and positions that may stand in the columns."""
    example = {**EXAMPLE, "agency": agency.code, "position": "chuyen-vien"}
    codes: list[tuple[str, Value]] = [("Mã đơn vị", "Đơn vị")]
    codes += Agency.objects.at(day).filter(path__startswith=agency.path).values_list("code", "name")
    codes += [
        ("", ""),
        ("Mã vị trí", "Vị trí việc làm"),
        *Position.objects.order_by("name").values_list("code", "name"),
    ]
    codes += [("", ""), ("Loại", ""), *((title, "") for title in CATEGORIES.values())]
    return Table(
        title="Danh sách",
        columns=_columns(),
        rows=[[example.get(field.name, "") for field in OUT]],
        about_title="Danh mục mã",
        about=codes,
    )


def _columns() -> list[Column]:
    return [Column(field.title, field.width) for field in OUT]


def _rows(agency: Agency, day: dt.date) -> Iterator[list[Value]]:
    codes = StaffCode.objects.filter(agency__path__startswith=agency.path).order_by("pk")
    code_of = {(person, at): code for person, at, code in codes.values_list("person", "agency", "code")}
    any_code = dict(codes.values_list("person", "code"))
    jobs = Employment.objects.at(day).within(agency).select_related("person", "agency", "position")
    for job in jobs.order_by("agency__path", "person__name_key", "person"):
        yield _row(job, code_of.get((job.person_id, job.agency_id)) or any_code.get(job.person_id, ""))


def _row(job: Employment, code: str) -> list[Value]:
    person: User = job.person
    values: dict[str, Value] = {
        "staff_code": code,
        "username": person.username,
        "full_name": person.full_name,
        "birth_date": _day(person.birth_date),
        "email": person.email or "",
        "phone": national(person.phone),
        "agency": job.agency.code,
        "position": job.position.code,
        "category": CATEGORIES[job.category],
        "is_it_staff": "x" if job.is_it_staff else "không",
        "is_leader": "x" if job.is_leader else "không",
        "starts_on": _day(job.starts_on),
    }
    return [values[field.name] for field in OUT]


def _day(day: dt.date | None) -> str:
    """Text, so that no spreadsheet turns day and month around."""
    return day.strftime("%d/%m/%Y") if day else ""


def national(phone: str | None) -> str:
    """0912345678 for +84912345678; a number of another country as it is."""
    home = {"VN": "+84"}[REGION]
    return f"0{phone.removeprefix(home)}" if phone and phone.startswith(home) else phone or ""
