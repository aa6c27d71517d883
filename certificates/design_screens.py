"""Designs in the administration: made and changed beside a picture of the paper that they give."""

import base64
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from certificates.models import Design
from certificates.texts import FIELDS
from workforce.registers import GrantView, RegisterViewSet

PICTURE_DPI = 80


class DesignList(generic.IndexView):
    def get_base_queryset(self) -> "QuerySet[Design]":
        designs: QuerySet[Design] = super().get_base_queryset()
        return designs.annotate(version=Max("versions__number"), papers=Count("versions__certificates", distinct=True))


class _WithPreview:
    """What both forms show beside their fields."""

    object: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        design = self.object if getattr(self, "object", None) and self.object.pk else None
        arguments = [design.pk] if design else []
        return {
            **context,
            "fields_there_are": FIELDS,
            "preview_url": reverse("certificates_designs:preview", args=arguments),
            "papers": design.versions.aggregate(papers=Count("certificates"))["papers"] if design else 0,
            "version": design.current.number if design else 0,
        }


class MakeDesignView(_WithPreview, GrantView):
    page_title = _("New design")
    success_message = _("Design “%(object)s” made.")

    @property
    def refusals(self) -> tuple[type[Exception], ...]:  # type: ignore[override]
        from certificates.designing import NameTaken

        return (NameTaken,)

    def save_instance(self) -> Design:
        from certificates.designing import make_design

        form: Any = self.form
        return make_design(
            name=form.cleaned_data["name"],
            look=form.look(),
            texts=form.texts(),
            by=self.request.user,
            at=timezone.now(),
        )


class ChangeDesignView(_WithPreview, generic.EditView):
    page_title = _("Design")
    success_message = _("Design “%(object)s” saved. Papers made before stay as they are.")

    def save_instance(self) -> Design:
        from certificates.designing import change_design

        form: Any = self.form
        change_design(design=self.object, look=form.look(), texts=form.texts(), by=self.request.user, at=timezone.now())
        design: Design = form.save()
        return design


class DesignViewSet(RegisterViewSet):
    model = Design
    icon = "image"
    menu_label = _("Designs of papers")
    allowed = ("add", "change")
    inspect_view_enabled = False
    index_view_class = DesignList
    add_view_class = MakeDesignView
    edit_view_class = ChangeDesignView
    create_template_name = "certificates/admin/design_form.html"
    edit_template_name = "certificates/admin/design_form.html"
    list_display = [
        TitleColumn("name", label=_("Name"), url_name="certificates_designs:edit"),
        Column("version", label=_("Version"), accessor="version"),
        Column("papers", label=_("Papers"), accessor="papers"),
    ]
    search_fields = ["name"]
    ordering = "name"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        # Type and PDF libraries take a third of a second to load; most web processes do without.
        from certificates.design_forms import DesignForm

        return DesignForm

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("xem-truoc/", require_POST(self.preview), name="preview"),
            path("xem-truoc/<int:pk>/", require_POST(self.preview), name="preview"),
        ]

    def preview(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """The papers that the form as it stands would give: two pictures, or a PDF, or what is wrong."""
        from certificates.design_forms import DesignForm
        from certificates.previewing import preview_pdf, preview_pictures

        if not self.permission_policy.user_has_any_permission(request.user, ["add", "change"]):
            raise PermissionDenied
        design = get_object_or_404(Design, pk=pk) if pk is not None else None
        form = DesignForm(request.POST, request.FILES, instance=design)
        # A design in the making may still be without a name.
        form.fields["name"].required = False
        if not form.is_valid():
            problems = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            return JsonResponse({"problems": problems}, status=422)
        if "pdf" in request.POST:
            return HttpResponse(preview_pdf(form.look(), form.texts()), content_type="application/pdf")
        pictures = preview_pictures(form.look(), form.texts(), dots_per_inch=PICTURE_DPI)
        return JsonResponse(
            {"pictures": [f"data:image/png;base64,{base64.b64encode(picture).decode()}" for picture in pictures]}
        )
