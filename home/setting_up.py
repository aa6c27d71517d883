"""The first pages of a new site."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from courses.languages import of_source
from courses.models import CourseIndexPage, Question
from courses.presets import load_presets
from home.models import HomePage

AUTHORS, REVIEWERS = "Editors", "Moderators"
AUTHOR_GROUPS = [AUTHORS, REVIEWERS]
# Stored names, so not translated: what Wagtail's first migration calls them, and what we do.
REVIEW = "Duyệt khóa học"
REVIEW_OF_WAGTAIL = "Moderators approval"


@transaction.atomic
def ensure_site() -> HomePage:
    """Front page, course catalogue, site record and rules of tests, made when missing; harmless twice.

    Replaces the welcome page that Wagtail's first migration leaves behind.
    """
    address = urlsplit(settings.BASE_URL)
    home = of_source(HomePage.objects.all()).first()
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
    if not of_source(CourseIndexPage.objects.all()).exists():
        home.add_child(
            instance=CourseIndexPage(
                title="Khóa học",
                slug="khoa-hoc",
                intro="Chọn việc bạn muốn làm được. Khóa cho người dân xem ngay, không cần tài khoản.",
            )
        )
    let_authors_write()
    load_presets()
    ensure_review()
    have_questions_reviewed()
    return home


def open_language(locale: Locale) -> None:
    """Front page and catalogue as aliases in another language, for translated courses to stand under.

    Harmless twice; nothing happens before the site has its own pages, or for its own language.
    """
    for model in (HomePage, CourseIndexPage):
        page = of_source(model.objects.exclude(locale=locale)).first()
        if page is not None and not page.has_translation(locale):
            page.copy_for_translation(locale, alias=True)


def let_authors_write() -> None:
    """Wagtail's own author groups may write questions and terms, add films and translate; harmless twice."""
    may = Permission.objects.filter(
        content_type__app_label="courses",
        codename__in=[f"{verb}_{thing}" for verb in ("add", "change", "view") for thing in ("question", "term")],
    ) | Permission.objects.filter(content_type__app_label="simple_translation", codename="submit_translation")
    films = Permission.objects.filter(
        content_type__app_label="courses", codename__in=["add_film", "change_film", "choose_film"]
    )
    everywhere = Collection.get_first_root_node()
    for group in Group.objects.filter(name__in=AUTHOR_GROUPS):
        group.permissions.add(*may)
        for permission in films:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=everywhere, permission=permission)


def ensure_review() -> Workflow:
    """One review by the reviewers' group stands before everything in the tree; harmless twice.

    Wagtail's first migration makes it under an English name. A province's own workflow at the root is left alone.
    """
    root = Page.get_first_root_node()
    Task.objects.filter(name=REVIEW_OF_WAGTAIL).update(name=REVIEW)
    Workflow.objects.filter(name=REVIEW_OF_WAGTAIL).update(name=REVIEW)
    assigned = WorkflowPage.objects.filter(page=root).select_related("workflow").first()
    if assigned is not None:
        return assigned.workflow
    workflow, _made = Workflow.objects.get_or_create(name=REVIEW)
    task = GroupApprovalTask.objects.filter(name=REVIEW).first() or GroupApprovalTask.objects.create(name=REVIEW)
    task.groups.add(Group.objects.get_or_create(name=REVIEWERS)[0])
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    WorkflowPage.objects.create(page=root, workflow=workflow)
    return workflow


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
