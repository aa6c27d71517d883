"""What the cast has asked, answered and noted down. Everything is invented."""

import datetime as dt

from courses.inquiring import ask, reply
from courses.models import CoursePage, Enrolment, Inquiry, StepPage
from courses.noting import save_note
from lms.demo.cast import Cast

ANSWERED = "Danh mục dữ liệu của xã cũ (trước sáp nhập) thì xã mới có phải lập lại từ đầu không ạ?"
ANSWER = (
    "Không cần làm lại từ đầu. Em giữ danh mục cũ, ghi thêm cột “nguồn” là xã nào, rồi gộp các dòng trùng. "
    "Chỗ nào hai xã ghi khác nhau thì đánh dấu để hỏi lại người phụ trách."
)
WAITING = "Tôi lỡ bấm vào đường dẫn lạ nhưng chưa nhập gì thì có sao không? Có phải đổi mật khẩu không?"
NOTE = "Hỏi anh Thắng: ai giữ danh mục dữ liệu của UBND xã?\nViệc tuần này: lập bảng 12 loại hồ sơ hay dùng."


def tell_of_questions(cast: Cast, *, safety: CoursePage, data: CoursePage, at: dt.datetime) -> int:
    """One question answered, one that waits, one note. Returns how many questions were asked; harmless twice."""
    if Inquiry.objects.filter(course__in=[safety, data]).exists():
        return 0
    lan = Enrolment.objects.filter(person=cast.learner, course=data, withdrawn_at=None).first()
    nhan = Enrolment.objects.filter(person=cast.citizen, course=safety, withdrawn_at=None).first()
    asked = 0
    if lan:
        step = _steps(data)[2]
        inquiry = ask(enrolment=lan, step=step, text=ANSWERED, is_private=False, at=at - dt.timedelta(days=5))
        reply(inquiry=inquiry, by=cast.teacher, text=ANSWER, at=at - dt.timedelta(days=4, hours=20))
        save_note(person=cast.learner, course=data, step=step, text=NOTE, version=0, at=at - dt.timedelta(days=5))
        asked += 1
    if nhan:
        ask(enrolment=nhan, step=_steps(safety)[0], text=WAITING, is_private=False, at=at - dt.timedelta(hours=20))
        asked += 1
    return asked


def _steps(course: CoursePage) -> list[StepPage]:
    return list(StepPage.objects.child_of(course).live().order_by("path"))
