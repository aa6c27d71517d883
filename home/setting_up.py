"""The first pages of a new site."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import GroupApprovalTask, Page, Site, Workflow, WorkflowContentType, WorkflowTask

from courses.models import CourseIndexPage, Question
from home.models import HomePage

REVIEWERS = "Moderators"
AUTHOR_GROUPS = ["Editors", REVIEWERS]


@transaction.atomic
def ensure_site() -> HomePage:
    """Front page, course catalogue and site record, made when missing; harmless twice.

    Replaces the welcome page that Wagtail's first migration leaves behind.
    """
    address = urlsplit(settings.BASE_URL)
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        Site.objects.all().delete()
        for leftover in root.get_children():
            leftover.specific.delete()
        root.refresh_from_db()
        home = root.add_child(
            instance=HomePage(
                title="Hoa Hồi",
                slug="home",
                question="Hôm nay bạn muốn làm được việc gì?",
                welcome="Mỗi bài chỉ vài phút, học luôn không cần đăng ký. Học xong có giấy chứng nhận.",
            )
        )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname or "localhost",
            "port": address.port or (443 if address.scheme == "https" else 80),
            "site_name": f"Hoa Hồi {settings.PROVINCE_NAME}",
            "root_page": home,
        },
    )
    if not CourseIndexPage.objects.exists():
        home.add_child(
            instance=CourseIndexPage(
                title="Khóa học",
                slug="khoa-hoc",
                intro="Chọn việc bạn muốn làm được. Khóa cho người dân xem ngay, không cần tài khoản.",
            )
        )
    let_authors_at_the_question_bank()
    have_questions_reviewed()
    return home


def let_authors_at_the_question_bank() -> None:
    """Wagtail's own author groups may write questions too; harmless twice."""
    may = Permission.objects.filter(
        content_type__app_label="courses", codename__in=["add_question", "change_question", "view_question"]
    )
    for group in Group.objects.filter(name__in=AUTHOR_GROUPS):
        group.permissions.add(*may)


def have_questions_reviewed() -> None:
    """Reviewers may put questions to use, and what authors hand in waits for one of them; harmless twice.

    A workflow that an administrator has given to questions stays.
    """
    reviewers = Group.objects.filter(name=REVIEWERS)
    for group in reviewers:
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label="courses", codename="publish_question")
        )
    kind = ContentType.objects.get_for_model(Question, for_concrete_model=False)
    if not reviewers or WorkflowContentType.objects.filter(content_type=kind).exists():
        return
    workflow, is_new = Workflow.objects.get_or_create(name="Duyệt câu hỏi")
    if is_new:
        task = GroupApprovalTask.objects.create(name="Người duyệt xem câu hỏi")
        task.groups.set(reviewers)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.create(workflow=workflow, content_type=kind)
