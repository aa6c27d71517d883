from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from competency.viewsets import CompetencyViewSets


@hooks.register("register_admin_viewset")
def register_viewsets() -> ViewSetGroup:
    return CompetencyViewSets()
