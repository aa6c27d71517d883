"""The first pages of a new site."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, Page, Site

from courses.models import CourseIndexPage
from home.models import HomePage

AUTHOR_GROUPS = ["Editors", "Moderators"]


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
    let_authors_write()
    return home


def let_authors_write() -> None:
    """Wagtail's own author groups may write questions and terms, and add films; harmless twice."""
    may = Permission.objects.filter(
        content_type__app_label="courses",
        codename__in=[f"{verb}_{thing}" for verb in ("add", "change", "view") for thing in ("question", "term")],
    )
    films = Permission.objects.filter(
        content_type__app_label="courses", codename__in=["add_film", "change_film", "choose_film"]
    )
    everywhere = Collection.get_first_root_node()
    for group in Group.objects.filter(name__in=AUTHOR_GROUPS):
        group.permissions.add(*may)
        for permission in films:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=everywhere, permission=permission)
