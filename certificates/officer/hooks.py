"""Where an officer's pages hang in the administration."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from certificates.officer import views


class ProposalsItem(MenuItem):
    """The way to what waits for a second officer."""

    def is_shown(self, request: HttpRequest) -> bool:
        return views.may_see_proposals(request)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("giay/<int:pk>/<slug:slug>/", views.act, name="certificates_act"),
        path("giay/xac-nhan/<int:pk>.pdf", views.confirmation_file, name="certificates_confirmation_file"),
        path("de-nghi/", views.proposals, name="certificates_proposals"),
        path("de-nghi/<int:pk>/", views.proposal, name="certificates_proposal"),
    ]


def proposals_item() -> MenuItem:
    return ProposalsItem(_("Proposals"), reverse("certificates_proposals"), icon_name="group", order=900)
