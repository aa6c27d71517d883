"""Short ways to hand in and mark: a course with a task, files of every kind, good and bad."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from courses.examining_files import GoodFile, examine
from courses.handing_in import hand_in
from courses.marking import mark, rubric_of
from courses.models import CoursePage, Criterion, CriterionLevel, Enrolment, Marking, Submission, TaskPage
from courses.published import new_edition
from courses.teaching import appoint_teacher
from tests.courses.study import NOW, join, make_course

TASK = "/khoa-hoc/thuc-hanh/bai-thuc-hanh/"
ENDINGS = ["docx", "odt", "pdf", "xlsx", "ods", "jpg", "jpeg", "png", "webp"]
BEST, WEAKEST = "best", "weakest"


def make_task(course: CoursePage, **fields: object) -> TaskPage:
    """A published task with two criteria of 0, 3 and 5 points; 5 of 10 pass."""
    course = CoursePage.objects.get(pk=course.pk)
    task = TaskPage(
        **{
            "title": "Lập danh mục",
            "slug": "bai-thuc-hanh",
            "minutes": 40,
            "instructions": [("text", "<p>Lập danh mục dữ liệu của đơn vị.</p>")],
            **fields,
        }
    )
    for place, title in enumerate(("Đầy đủ", "Rõ người chịu trách nhiệm")):
        criterion = Criterion(title=title, sort_order=place)
        for order, (points, text) in enumerate(((5, "Tốt"), (3, "Được"), (0, "Chưa có"))):
            criterion.levels.add(CriterionLevel(points=points, text=text, sort_order=order))
        task.criteria.add(criterion)
    course.add_child(instance=task)
    task.save_revision().publish()
    new_edition()
    return TaskPage.objects.get(pk=task.pk)


def make_practice(*, slug: str = "thuc-hanh", audience: str = "staff", lessons: int = 0, **fields: object) -> TaskPage:
    """A course that is one task, after so many lessons."""
    return make_task(make_course(slug, audience=audience, order="locked", lessons=lessons), **fields)


def course_of(task: TaskPage) -> CoursePage:
    course: CoursePage = task.get_parent().specific
    return course


def teach(person: User, task: TaskPage) -> User:
    appoint_teacher(person=person, course=course_of(task), by=None, at=NOW)
    return person


def give(
    person: User, task: TaskPage, *, text: str = "Danh mục của tôi.", files: Sequence[GoodFile] = (), at=NOW
) -> Submission:
    """Enrol when needed and hand in."""
    enrolment = Enrolment.objects.filter(person=person, course=course_of(task)).first() or join(person, course_of(task))
    return hand_in(enrolment=enrolment, task=task, text=text, files=files, at=at)


def give_as_another(name: str, task: TaskPage) -> Submission:
    """Work of one more learner, enrolled without asking where they work."""
    person = User.objects.create_user(username=name, full_name=f"Bế Văn {name}")
    Enrolment.objects.create(person=person, course=course_of(task), enrolled_at=NOW)
    return give(person, task)


def levels(task: TaskPage, which: str = BEST) -> dict[int, int]:
    """The best or the weakest level of every criterion."""
    place = 0 if which == BEST else -1
    return {row.pk: row.levels[place].pk for row in rubric_of(task).rows}


def grade(
    submission: Submission,
    by: User,
    *,
    passed: bool = True,
    comment: str = "Tốt.",
    seen: int | None = None,
    at: dt.datetime = NOW,
) -> Marking:
    """Mark with the best levels or, when returned, the weakest; knowing every marking there is, unless told."""
    return mark(
        submission=submission,
        by=by,
        chosen=levels(submission.task, BEST if passed else WEAKEST),
        comment=comment,
        passed=passed,
        seen=submission.markings.count() if seen is None else seen,
        at=at,
    )


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def good(name: str = "danh-muc.docx", content: bytes | None = None) -> GoodFile:
    return examine([upload(name, docx() if content is None else content)], endings=ENDINGS, most=5)[0]


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    """A real, small Word document; `more` adds parts by name (dots as __)."""
    types = (
        b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Override PartName="/word/document.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'officeDocument" Target="word/document.xml"/></Relationships>'
    )
    text = (
        '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>Danh mục dữ liệu</w:t></w:r></w:p></w:body></w:document>"
    )
    parts = {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": text.encode()}
    return packed({**parts, **{name.replace("__", "."): content for name, content in more.items()}})


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#27346b").save(out, kind)
    return out.getvalue()


def pdf() -> bytes:
    from pypdf import PdfWriter

    out = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()
