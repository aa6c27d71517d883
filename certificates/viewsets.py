"""Papers in the administration.

The register is there to look things up in: nobody adds, edits or deletes a paper. What an officer may
do to one stands on its page (certificates.officer); a failed job is put back in the queue through the one
function for it. Issuers and awards are edited; keys are read only.
"""

from typing import Any

from django import forms
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup

from certificates.decision_view import DecisionView
from certificates.design_screens import DesignViewSet
from certificates.issuing import NotFailed, try_again
from certificates.key_screens import KeyViewSet
from certificates.models import Award, Certificate, IssueJob, Issuer, Suspension
from certificates.officer.hooks import proposals_item
from certificates.officer.views import PaperInspectView
from certificates.rights import papers_within_reach
from workforce.registers import RegisterIndexView, RegisterViewSet


class CertificateList(RegisterIndexView):
    def get_base_queryset(self) -> "models.QuerySet[Certificate]":
        papers: models.QuerySet[Certificate] = super().get_base_queryset()
        within = papers_within_reach(self.request.user).values("pk")
        suspended = Exists(Suspension.objects.running().filter(certificate=OuterRef("pk")))
        return (
            papers.filter(pk__in=within)
            .annotate(suspended=suspended)
            .select_related("issuer", "replaced_by", "signing_key")
        )


def _holder(certificate: Certificate) -> str:
    return str(certificate.words["holder"])


def _course(certificate: Certificate) -> str:
    return str(certificate.words["course"])


def _state(certificate: Any) -> str:
    if hasattr(certificate, "replaced_by"):
        return str(_("replaced by %(number)s") % {"number": certificate.replaced_by.number})
    if certificate.revoked_on:
        return str(_("revoked"))
    if not certificate.signing_key.answers_for(certificate.issued_at):
        return str(_("signed after the key was compromised"))
    if certificate.suspended:
        return str(_("suspended"))
    expired = certificate.expires_on and certificate.expires_on <= timezone.localdate()
    return str(_("expired") if expired else _("in force"))


class CertificateViewSet(RegisterViewSet):
    model = Certificate
    icon = "doc-full-inverse"
    menu_label = _("Register of papers")
    index_view_class = CertificateList
    inspect_view_class = PaperInspectView
    list_display = [
        TitleColumn("number", label=_("Number"), url_name="certificates_register:inspect"),
        Column("holder", label=_("Holder"), accessor=_holder),
        Column("course", label=_("Course"), accessor=_course),
        Column("issuer", label=_("Issuer")),
        Column("issued_on", label=_("Issued"), sort_key="issued_on"),
        Column("state", label=_("State"), accessor=_state),
    ]
    list_filter = ["issuer", "year", "revocation_reason"]
    search_fields = ["number", "person__full_name"]
    ordering = "-pk"
    inspect_view_fields = [
        "number",
        "code",
        "person",
        "course",
        "issuer",
        "issued_on",
        "expires_on",
        "design_version",
        "signing_key",
        "pdf_sha256",
        "replaces",
    ]


class AgainForm(forms.ModelForm):
    class Meta:
        model = IssueJob
        fields: list[str] = []


class AgainView(DecisionView):
    refusals = (NotFailed,)
    page_title = _("Try again now")
    submit_button_label = _("Try again now")
    success_message = _("The paper is in the queue again.")

    def save_instance(self) -> IssueJob:
        job: IssueJob = self.object
        try_again(job=job, by=self.request.user, at=timezone.now())
        return job


class JobList(RegisterIndexView):
    def get_base_queryset(self) -> "models.QuerySet[IssueJob]":
        jobs: models.QuerySet[IssueJob] = super().get_base_queryset()
        return jobs.select_related("completion__person", "completion__course").exclude(state=IssueJob.State.DONE)


class JobViewSet(RegisterViewSet):
    model = IssueJob
    icon = "history"
    menu_label = _("Papers that wait")
    allowed = ("change",)
    labels = {"change": ("rotate", _("Try again now"))}
    index_view_class = JobList
    edit_view_class = AgainView
    list_display = ["completion", "state", "attempts", "next_try_at", "last_error"]
    list_filter = ["state"]
    search_fields = ["completion__person__full_name", "last_error"]
    ordering = "next_try_at"
    inspect_view_fields = ["completion", "award", "state", "decided_at", "next_try_at", "attempts", "last_error"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AgainForm


class IssuerViewSet(RegisterViewSet):
    model = Issuer
    icon = "site"
    menu_label = _("Issuers")
    allowed = ("add", "change")
    form_fields = [
        "agency",
        "parent_line",
        "name_line",
        "place",
        "symbol",
        "signatory_title",
        "signatory_name",
        "may_issue_chung_chi",
        "signed_by",
    ]
    list_display = ["name_line", "symbol", "signatory_name", "may_issue_chung_chi", "signed_by"]
    search_fields = ["name_line", "symbol"]
    ordering = "name_line"


class AwardViewSet(RegisterViewSet):
    model = Award
    icon = "pick"
    menu_label = _("What courses award")
    allowed = ("add", "change")
    form_fields = ["course", "issuer", "design", "validity_months", "renewable", "decided_by", "needs_birth_date"]
    list_display = ["course", "issuer", "design", "validity_months", "decided_by"]
    ordering = "course"


class CertificateViewSets(ModelViewSetGroup):
    menu_label = _("Issuing papers")
    menu_icon = "doc-full-inverse"
    menu_order = 280
    items = (
        CertificateViewSet("certificates_register"),
        JobViewSet("certificates_jobs"),
        IssuerViewSet("certificates_issuers"),
        AwardViewSet("certificates_awards"),
        DesignViewSet("certificates_designs"),
        KeyViewSet("certificates_keys"),
    )

    def get_submenu_items(self) -> list[Any]:
        return [*super().get_submenu_items(), proposals_item()]
