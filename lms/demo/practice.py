"""Work of the demo's people for the real task: one piece returned, one waiting, one passed, with what was said."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, User
from courses.enrolling import enrol
from courses.handing_in import hand_in
from courses.marking import mark, rubric_of
from courses.models import CoursePage, StepPage, Submission, TaskPage
from courses.progress import complete_step
from lms.demo.cast import Cast

DATA_GOVERNANCE = "QTDL-CB"

LAN = "\n".join(
    [
        "1. Hộ nghèo, hộ cận nghèo: Phòng Văn hóa – Xã hội, phần mềm chuyên ngành, khi có biến động, có cá nhân",
        "2. Đăng ký hộ tịch: bộ phận hộ tịch, phần mềm hộ tịch, ngay khi giải quyết, có dữ liệu cá nhân",
        "3. Chợ phiên và hộ kinh doanh: Phòng Kinh tế, tệp Excel, chưa rõ, chưa rõ",
        "4. Nhà văn hóa thôn: Phòng Văn hóa – Xã hội, tệp Excel, hằng năm, không có dữ liệu cá nhân",
        "5. Thiết bị công nghệ thông tin của xã: tôi giữ, tệp Excel, hằng quý, không có dữ liệu cá nhân",
    ]
)
HUONG = "\n".join(
    [
        "Danh mục của Văn phòng UBND xã:",
        "– Hồ sơ cán bộ, công chức: phần mềm quản lý cán bộ, khi có quyết định, có dữ liệu cá nhân, theo nhiệm vụ.",
        "– Lịch tiếp công dân: trang thông tin của xã, hằng tuần, không có dữ liệu cá nhân, công khai.",
        "– Văn bản đến, văn bản đi: phần mềm văn bản, hằng ngày, có thể có dữ liệu cá nhân, theo nhiệm vụ.",
        "– Đất công ích: Phòng Kinh tế giữ, bản giấy và tệp Excel, hằng năm, không có, có thể công khai.",
        "– Hội trường, xe, tài sản: tệp Excel, hằng quý, không có, nội bộ.",
        "",
        "Chỗ lệch: hai bản đất công ích khác nhau ba thửa. Phòng Kinh tế rà lại trước ngày 15, tôi nhắc.",
    ]
)
THANG = "\n".join(
    [
        "Tám bộ dữ liệu của ba phòng, đã thống nhất trong cuộc họp giao ban sáng thứ Hai:",
        "hộ nghèo; hộ tịch; cán bộ, công chức; đất công ích; thủy lợi nhỏ; nhà văn hóa thôn; chợ phiên; phản ánh.",
        "Mỗi bộ có một phòng làm chủ, một nơi lưu bản đúng và lịch cập nhật.",
        "",
        "Tìm thấy: danh sách chợ phiên và hộ kinh doanh là một. Phòng Kinh tế gộp lại trước cuối tháng.",
    ]
)
TO_LAN = (
    "Bạn nắm đúng cách làm rồi. Còn hai việc: hỏi Phòng Kinh tế xem ai cập nhật danh sách chợ phiên, "
    "và viết thêm một chỗ trùng hoặc lệch bạn tìm thấy, kèm việc sẽ làm."
)
TO_THANG = "Rất gọn, và đã có việc làm ngay. Bộ “phản ánh” có tên người gửi: nhớ đánh dấu là có dữ liệu cá nhân."


@transaction.atomic
def tell_of_practice(cast: Cast, *, at: dt.datetime) -> int:
    """Returns how many pieces of work were handed in; harmless twice."""
    course = CoursePage.objects.get(code=DATA_GOVERNANCE)
    task = TaskPage.objects.child_of(course).live().first()
    if task is None or Submission.objects.filter(task=task).exists():
        return 0
    days = dt.timedelta(days=1)
    passed = _hand_in(cast.unit_head, course, task, THANG, at=at - 8 * days)
    mark(
        submission=passed,
        by=cast.teacher,
        chosen=_levels(task, [0, 0, 1, 0]),
        comment=TO_THANG,
        passed=True,
        seen=0,
        at=at - 6 * days,
    )
    returned = _hand_in(cast.learner, course, task, LAN, at=at - 5 * days)
    mark(
        submission=returned,
        by=cast.teacher,
        chosen=_levels(task, [1, 1, 1, 2]),
        comment=TO_LAN,
        passed=False,
        seen=0,
        at=at - 2 * days,
    )
    _hand_in(cast.hr_officer, course, task, HUONG, at=at - 1 * days)
    # What happened in the past is on the desks; no mail goes out about it.
    Notice.objects.filter(mailed_at=None).update(mail_wanted=False)
    return 3


def _hand_in(person: User, course: CoursePage, task: TaskPage, text: str, *, at: dt.datetime) -> Submission:
    """Enrol and read up to the task where that is not done yet, then hand in."""
    began = at - dt.timedelta(days=3)
    enrolment = enrol(person=person, course=course, at=began, on=timezone.localdate(began))
    for step in StepPage.objects.child_of(course).live().filter(path__lt=task.path).order_by("path"):
        complete_step(enrolment=enrolment, step=step, at=began + dt.timedelta(hours=1))
    return hand_in(enrolment=enrolment, task=task, text=text, files=[], at=at)


def _levels(task: TaskPage, places: list[int]) -> dict[int, int]:
    """For each criterion the level at that place, best first."""
    return {row.pk: row.levels[place].pk for row, place in zip(rubric_of(task).rows, places, strict=True)}
