"""Frameworks and what positions ask for, in the administration.

Frameworks are copies of documents and read only, each with its mark of how sure we are. A
requirement may be added, and ended by giving it a last day; what it said stays.
"""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from competency.models import Competency, Framework, Level, Requirement
from workforce.registers import RegisterViewSet


class FrameworkViewSet(RegisterViewSet):
    model = Framework
    icon = "doc-full"
    menu_label = _("Frameworks")
    list_display = ["name_vi", "document", "confidence"]
    list_filter = ["confidence"]
    search_fields = ["name_vi", "name_en", "document"]
    ordering = "code"
    inspect_view_fields = [
        "name_vi",
        "name_en",
        "document",
        "issuer",
        "issued",
        "effective",
        "confidence",
        "confidence_note",
    ]


class LevelViewSet(RegisterViewSet):
    model = Level
    icon = "order"
    menu_label = _("Levels")
    list_display = ["framework", "order", "code", "name_vi", "confidence"]
    list_filter = ["framework"]
    ordering = ["framework__code", "order"]
    inspect_view_fields = ["framework", "order", "code", "name_vi", "name_en", "descriptor_vi", "confidence"]


class CompetencyViewSet(RegisterViewSet):
    model = Competency
    icon = "clipboard-list"
    menu_label = _("Competencies")
    list_display = ["code", "name_vi", "domain", "confidence"]
    list_filter = ["domain__framework", "confidence"]
    search_fields = ["code", "name_vi", "name_en"]
    ordering = ["domain__framework__code", "code"]
    inspect_view_fields = ["code", "name_vi", "name_en", "domain", "description_vi", "confidence"]


class RequirementViewSet(RegisterViewSet):
    model = Requirement
    icon = "tasks"
    menu_label = _("Requirements of positions")
    allowed = ("add", "change")
    list_display = ["position", "competency", "level", "valid_from", "valid_to", "confidence"]
    list_filter = ["position"]
    ordering = ["position__name", "competency__code"]
    form_fields = ["position", "competency", "level", "valid_from", "valid_to", "source", "confidence"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        if for_update:
            return forms.modelform_factory(Requirement, fields=["valid_to"])
        form: type[forms.ModelForm] = super().get_form_class(for_update)
        return form


class CompetencyViewSets(ModelViewSetGroup):
    menu_label = _("Competency frameworks")
    menu_icon = "clipboard-list"
    menu_order = 310
    items = (
        FrameworkViewSet("frameworks"),
        LevelViewSet("levels"),
        CompetencyViewSet("competencies"),
        RequirementViewSet("requirements"),
    )
