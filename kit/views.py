"""The gallery: every component in every state on one page, to look at and to test against."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kit.charts import Point, Step, Trend, draw_trend

# fmt: off
ICONS = [
    "check", "x", "warning", "info", "clock", "book", "certificate", "shield", "search", "menu", "user",
    "users", "building", "chart", "download", "print", "arrow-left", "arrow-right", "lock", "qr", "star",
    "phone", "globe", "pencil", "play", "list", "calendar", "external", "bag", "home", "chat", "dot", "filter", "plus",
    "mail", "sound", "bookmark",
]
# fmt: on


class SpecimenForm(forms.Form):
    """One field of each kind that pages use."""

    full_name = forms.CharField(label="Họ và tên", help_text="Đúng như trên thẻ căn cước: tên này in trên giấy.")
    email = forms.EmailField(label="Thư điện tử", required=False)
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    agency = forms.ChoiceField(
        label="Đơn vị",
        choices=[("", "Hãy chọn"), ("1", "Sở Khoa học và Công nghệ"), ("2", "Ủy ban nhân dân xã Đồng Đăng")],
    )
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    when = forms.DateField(label="Ngày sinh", widget=forms.DateInput(attrs={"type": "date"}))
    roster = forms.FileField(label="Danh sách", required=False, help_text="Tệp .xlsx hoặc .csv, tối đa 2 MB.")
    way = forms.ChoiceField(
        label="Bạn muốn học thế nào?",
        widget=forms.RadioSelect,
        choices=[("a", "Tự học trên điện thoại"), ("b", "Học cùng lớp ở nhà văn hóa thôn")],
    )
    topics = forms.MultipleChoiceField(
        label="Bạn quan tâm điều gì?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "Dịch vụ công"), ("2", "An toàn trên mạng"), ("3", "Bán hàng trên mạng")],
    )
    agree = forms.BooleanField(label="Tôi đồng ý để tên tôi hiện khi ai đó kiểm tra giấy chứng nhận của tôi.")


def pictures() -> list[tuple[str, Trend]]:
    """A road towards two steps, for wide windows and for telephones."""
    shares = (4.1, 6.8, 15.1, 21.9, 30.1, 41.1)
    points = [Point(date(2026, month, 1), share) for month, share in zip(range(1, 12, 2), shares, strict=True)]
    steps = [Step(date(2026, 1, 1), date(2027, 12, 31), 50, "50 % · 31/12/2027")]
    return [
        (size, draw_trend(points, steps, width=width, height=290, size=13, now="41,1 % hôm nay"))
        for size, width in (("wide", 720), ("narrow", 320))
    ]


def specimens(at: datetime) -> dict[str, Any]:
    """What the gallery shows, invented; its clock runs from `at`."""
    return {
        "now": at.isoformat(),
        "due": (at + timedelta(minutes=24, seconds=18)).isoformat(),
        "form": SpecimenForm(),
        "wrong_form": SpecimenForm({"email": "lan@", "full_name": ""}, auto_id="wrong_%s"),
        "crumbs": [("Khóa học", "#1"), ("Quản trị dữ liệu cơ bản", "#2"), ("Bài 7", "")],
        "tabs": [("Theo đơn vị", "#3", True), ("Theo người", "#4", False), ("Theo kế hoạch", "#5", False)],
        "page": Paginator(range(240), 10).page(6),
        "pictures": pictures(),
        "levels": range(9),
        "icons": ICONS,
    }


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """For everyone on an embedded site; in production for superusers, and for others it is not there."""
    if settings.PRODUCTION and not request.user.is_superuser:
        raise Http404
    return render(request, "kit/gallery.html", specimens(timezone.now()))
