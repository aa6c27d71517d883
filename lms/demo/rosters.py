"""A staff list that waits for its officer to confirm it, and somebody on leave. Nobody's employment is changed."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from kit.spreadsheets import Column, Table, write_xlsx
from lms.demo.cast import HOME_COMMUNE, MEMBERS, Cast
from lms.demo.staffing import DOMAIN
from workforce.leaving import go_on_leave
from workforce.models import Agency, Employment, Leave, RosterImport
from workforce.roster.bringing import bring_roster, preview

FILE = "danh-sach-can-bo-dong-dang.xlsx"
COLUMNS = ("Mã cán bộ", "Tên đăng nhập", "Họ và tên", "Ngày sinh", "Thư điện tử", "Điện thoại", "Chức vụ", "Loại")
ROWS = (
    ("DD-001", "thang", "Hoàng Văn Thắng", "", "", "", "chu-tich-ubnd-xa", "Cán bộ"),
    ("DD-002", "huong", "Lý Thị Hương", "", "", "", "chuyen-vien", "Công chức"),
    ("DD-017", "", "Hoàng Minh Châu", "12/03/1999", "chau.moi@mau.example", "", "chuyen-vien", "Công chức"),
    ("DD-018", "", "Vi Văn Toản", "05/09/1987", "", "0999 000 118", "chuyen-vien", "Công chức"),
    ("DD-019", "", "Lộc Thị Ánh Tuyết", "30/11/2001", "", "0999 000 119", "van-phong-thong-ke", "Công chức"),
    # Another person of that name, or the same one? Only the officer can say.
    ("DD-020", "", "Nông Thị Lan", "", "lan.khac@mau.example", "", "chuyen-vien", "Công chức"),
)


@transaction.atomic
def bring_a_list(cast: Cast, *, at: dt.datetime) -> int:
    """The list of Đồng Đăng, read and compared. Returns how many lists; harmless twice."""
    if RosterImport.objects.filter(name=FILE).exists():
        return 0
    agency, today = Agency.objects.get(code=HOME_COMMUNE), timezone.localdate(at)
    table = Table(title="Danh sách", columns=[Column(title, 20) for title in COLUMNS], rows=ROWS)
    preview(bring_roster(name=FILE, content=write_xlsx(table), agency=agency, on=today, by=cast.hr_officer, at=at))
    _send_on_leave(agency, cast, at=at)
    return 1


def _send_on_leave(agency: Agency, cast: Cast, *, at: dt.datetime) -> None:
    since = timezone.localdate(at) - dt.timedelta(days=40)
    jobs = Employment.objects.at(since).within(agency).filter(person__email__endswith=DOMAIN, ends_on=None)
    job = jobs.exclude(person__username__in=[member.username for member in MEMBERS]).order_by("person").first()
    if job:
        until = since + dt.timedelta(days=180)
        kind = Leave.Kind.MATERNITY
        go_on_leave(person=job.person, kind=kind, on=since, until=until, by=cast.hr_officer, at=at)
