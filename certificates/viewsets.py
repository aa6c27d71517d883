"""Papers in the administration.

The register is there to look things up in: nobody adds, edits or deletes a paper. An officer may
end one (revoke, or replace by a corrected one) and put a failed job back in the queue, each through
the one function for it. Issuers and awards are edited; keys are read only.
"""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSetGroup

from certificates.correcting import CannotReplace, CannotRevoke, replace_certificate, revoke_certificate
from certificates.design_screens import DesignViewSet
from certificates.issuing import CannotMakePaper, IssuingStopped, NotFailed, try_again
from certificates.models import Award, Certificate, IssueJob, Issuer, SigningKey
from workforce.registers import RegisterViewSet


class EndingForm(forms.ModelForm):
    """What shall happen to a paper that is out."""

    REPLACE, REVOKE = "replace", "revoke"

    ending = forms.ChoiceField(
        label=_("What shall happen?"),
        choices=[
            (REPLACE, _("Replace: issue a corrected paper with the records of today")),
            (REVOKE, _("Revoke: the paper no longer counts")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("Reason, when revoked"),
        choices=[("", "—"), *Certificate.Reason.choices],
        required=False,
        help_text=_("Circular 03/2023/TT-BNV, Article 8. Whoever checks the paper will read it."),
    )

    class Meta:
        model = Certificate
        fields: list[str] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("ending") == self.REVOKE and not cleaned.get("reason"):
            self.add_error("reason", _("A paper is revoked for a reason that the law names."))
        return cleaned


class DecisionView(generic.EditView):
    """An edit view whose saving may be refused in words."""

    refusals: tuple[type[Exception], ...] = ()

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except self.refusals as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_code, self.produced_error_message = "refused", self.get_error_message()
            return self.form_invalid(form)


class EndingView(DecisionView):
    refusals = (CannotRevoke, CannotReplace, CannotMakePaper, IssuingStopped)
    page_title = _("Revoke or replace")
    submit_button_label = _("Do it: this cannot be undone")
    success_message = _("Done.")

    def save_instance(self) -> Certificate:
        at, by = timezone.now(), self.request.user
        if self.form.cleaned_data["ending"] == EndingForm.REPLACE:
            return replace_certificate(certificate=self.object, by=by, at=at)
        return revoke_certificate(certificate=self.object, reason=self.form.cleaned_data["reason"], by=by, at=at)


class CertificateList(generic.IndexView):
    def get_base_queryset(self) -> "models.QuerySet[Certificate]":
        papers: models.QuerySet[Certificate] = super().get_base_queryset()
        return papers.select_related("issuer", "replaced_by")


def _holder(certificate: Certificate) -> str:
    return str(certificate.words["holder"])


def _course(certificate: Certificate) -> str:
    return str(certificate.words["course"])


def _state(certificate: Certificate) -> str:
    if hasattr(certificate, "replaced_by"):
        return str(_("replaced by %(number)s") % {"number": certificate.replaced_by.number})
    if certificate.revoked_on:
        return str(_("revoked"))
    expired = certificate.expires_on and certificate.expires_on <= timezone.localdate()
    return str(_("expired") if expired else _("in force"))


class CertificateViewSet(RegisterViewSet):
    model = Certificate
    icon = "doc-full-inverse"
    menu_label = _("Register of papers")
    allowed = ("change",)
    index_view_class = CertificateList
    edit_view_class = EndingView
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
        "revoked_on",
        "revoked_by",
        "revocation_reason",
    ]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return EndingForm


class AgainForm(forms.ModelForm):
    class Meta:
        model = IssueJob
        fields: list[str] = []


class AgainView(DecisionView):
    refusals = (NotFailed,)
    page_title = _("Try again")
    submit_button_label = _("Try again now")
    success_message = _("The paper is in the queue again.")

    def save_instance(self) -> IssueJob:
        job: IssueJob = self.object
        try_again(job=job, by=self.request.user, at=timezone.now())
        return job


class JobList(generic.IndexView):
    def get_base_queryset(self) -> "models.QuerySet[IssueJob]":
        jobs: models.QuerySet[IssueJob] = super().get_base_queryset()
        return jobs.select_related("completion__person", "completion__course").exclude(state=IssueJob.State.DONE)


class JobViewSet(RegisterViewSet):
    model = IssueJob
    icon = "history"
    menu_label = _("Papers that wait")
    allowed = ("change",)
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
    ]
    list_display = ["name_line", "symbol", "signatory_name", "may_issue_chung_chi"]
    search_fields = ["name_line", "symbol"]
    ordering = "name_line"


class AwardViewSet(RegisterViewSet):
    model = Award
    icon = "pick"
    menu_label = _("What courses award")
    allowed = ("add", "change")
    form_fields = ["course", "issuer", "design", "validity_months"]
    list_display = ["course", "issuer", "design", "validity_months"]
    ordering = "course"


class KeyViewSet(RegisterViewSet):
    model = SigningKey
    icon = "key"
    menu_label = _("Signing keys")
    list_display = ["subject", "algorithm", "has_legal_value", "active_from", "retired_at"]
    ordering = "-active_from"
    inspect_view_fields = [
        "subject",
        "fingerprint",
        "algorithm",
        "has_legal_value",
        "active_from",
        "retired_at",
        "certificate_pem",
    ]


class CertificateViewSets(ModelViewSetGroup):
    menu_label = _("Certificates")
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
