"""A finished report of the whole province and one of a commune, made through the site's own functions."""

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from accounts.models import User
from coverage.models import Report, ReportKind
from coverage.reporting.heading import Head, usual_head
from coverage.reporting.making import make_next, order_report
from lms.demo.cast import HOME_COMMUNE, Cast
from workforce.models import Agency

REMARKS = """Một số xã vùng cao đường truyền chưa ổn định, học viên phải học vào buổi tối.
Cán bộ làm việc tại bộ phận một cửa khó sắp xếp thời gian học trong giờ hành chính."""
PROPOSALS = "Đề nghị giao chỉ tiêu cụ thể cho từng xã ngay từ quý I năm sau."


def write_reports(cast: Cast, *, at: dt.datetime) -> int:
    """The province's report of the year and a commune's of the month, until today. Returns how many; harmless twice."""
    province = Agency.get_first_root_node()
    if Report.objects.exists() or province is None:
        return 0
    day = timezone.localdate(at)
    usual = usual_head(province, by=cast.provincial_officer, day=day)
    head = replace(usual, remarks=REMARKS, proposals=PROPOSALS, signatory_title="Giám đốc")
    _order(ReportKind.YEARLY, province, head, by=cast.provincial_officer, at=at)
    commune = Agency.objects.get(code=HOME_COMMUNE)
    head = usual_head(commune, by=cast.unit_head, day=day)
    _order(ReportKind.MONTHLY, commune, head, by=cast.unit_head, at=at)
    while make_next(at=at):
        pass
    return Report.objects.count()


def _order(kind: str, agency: Agency, head: Head, *, by: User, at: dt.datetime) -> None:
    day = timezone.localdate(at)
    order_report(kind=kind, agency=agency, day=day, since=None, head=head, with_people=True, by=by, at=at, today=day)
