"""What stands over a report, and the short way to one."""

from typing import Any

from accounts.models import User
from coverage.models import Report, ReportJob, ReportKind
from coverage.reporting.heading import Head
from coverage.reporting.making import make_next, order_report
from tests.coverage import facts
from tests.coverage.conftest import DAY
from workforce.models import Agency

NOW = facts.noon(DAY)
LIST = "/don-vi/bao-cao/"
NEW = "/don-vi/bao-cao/moi/"
HEAD = Head(
    parent_line="ỦY BAN NHÂN DÂN TỈNH",
    name_line="SỞ KHOA HỌC VÀ CÔNG NGHỆ",
    symbol="SKHCN",
    number="5",
    place="Lạng Sơn",
    addressee="Ủy ban nhân dân tỉnh",
    remarks="=HYPERLINK(1)\nĐường truyền ở xã còn yếu.",
    proposals="Mở thêm lớp ở xã.",
    recipients="Như trên;\nLưu: VT.",
    signatory_title="Giám đốc",
    signatory_name="Lương Thị Ánh",
)


def order(by: User, agency: Agency, *, kind: str = ReportKind.YEARLY, **asked: Any) -> ReportJob:
    usual: dict[str, Any] = {"day": DAY, "since": None, "head": HEAD, "with_people": True, "at": NOW, "today": DAY}
    return order_report(kind=kind, agency=agency, by=by, **(usual | asked))


def made(by: User, agency: Agency, **asked: Any) -> Report:
    job = order(by, agency, **asked)
    assert make_next(at=NOW) == job
    return Report.objects.get(job=job)
