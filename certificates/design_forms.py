"""The form that a design is made with."""

from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.designing import DesignNotUsable, refuse_unusable_design
from certificates.house_designs import SOLEMN
from certificates.logos import LogoNotUsable, to_logo
from certificates.look import FIGURES, FRAMES, HardToRead, Look
from certificates.models import Design
from certificates.texts import WITHOUT_FIELDS, TextNotUsable, Texts, refuse_unusable

COLOURS = ("paper", "ink", "title", "name", "course", "accent", "line")
_IS_COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("A colour is # and six digits, for example #9a3d1c."))


class ColourField(forms.CharField):
    def __init__(self, label: Any) -> None:
        super().__init__(label=label, validators=[_IS_COLOUR], widget=forms.TextInput(attrs={"type": "color"}))


def _text(label: Any, *, longest: int = 120, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, help_text=help_text)


class DesignForm(forms.ModelForm):
    """Name, look and texts. `look()` and `texts()` are what was typed, when the form is valid."""

    portrait = forms.TypedChoiceField(
        label=_("Format"),
        choices=[("", _("A4 landscape")), ("1", _("A4 portrait"))],
        coerce=bool,
        empty_value="",
        required=False,
        widget=forms.RadioSelect,
    )
    frame = forms.ChoiceField(label=_("Frame"), choices=list(FRAMES.items()))
    figure = forms.ChoiceField(label=_("Figure behind the words"), choices=list(FIGURES.items()))
    new_logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 2 MB. It stands at the left of the head."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    no_logo = forms.BooleanField(label=_("Without logo"), required=False)
    paper = ColourField(_("Colour of the paper"))
    ink = ColourField(_("Colour of the text"))
    title = ColourField(_("Colour of the heading"))
    name_colour = ColourField(_("Colour of the name"))
    course = ColourField(_("Colour of the course"))
    accent = ColourField(_("Colour of the stars"))
    line = ColourField(_("Colour of the frame"))
    national = forms.BooleanField(
        label=_("Quốc hiệu and Tiêu ngữ"),
        required=False,
        help_text=_("As Decree 30/2020/NĐ-CP asks of administrative papers. Without it banner and slogan stand there."),
    )
    text_banner = _text(_("Banner"), longest=40)
    text_slogan = _text(_("Slogan"), longest=60)
    text_title = _text(_("Heading"), longest=60)
    text_subtitle = _text(_("Under the heading"), longest=80)
    text_certifier = _text(_("Who certifies"))
    text_post = _text(_("Under the name"))
    text_done = _text(_("Before the course"))
    text_period = _text(_("After the course"))
    text_closing = _text(_("Last sentence"))
    text_signatory_title = _text(_("Title of the signatory"), longest=60, help_text=_("Empty: the issuer's."))
    text_signatory_name = _text(_("Name of the signatory"), help_text=_("Empty: the issuer's."))

    class Meta:
        model = Design
        fields = ["name"]

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        instance: Design | None = None,
        initial: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.shown = instance.current if instance is not None and instance.pk else None
        look = self.shown.look if self.shown else SOLEMN.look
        texts = self.shown.texts if self.shown else SOLEMN.texts
        first: dict[str, Any] = {"portrait": "1" if look.portrait else "", "frame": look.frame, "figure": look.figure}
        first |= {_form_name(name): getattr(look, name) for name in COLOURS}
        first |= {"national": texts.national}
        first |= {f"text_{name}": getattr(texts, name) for name in TEXTS}
        super().__init__(data, files, instance=instance, initial=first | (initial or {}), **kwargs)

    def clean_new_logo(self) -> bytes:
        file = self.cleaned_data["new_logo"]
        if not file:
            return self.shown.look.logo if self.shown else b""
        try:
            return to_logo(file)
        except LogoNotUsable as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in TEXTS:
            try:
                refuse_unusable(cleaned.get(f"text_{name}", ""), fields_allowed=name not in WITHOUT_FIELDS)
            except TextNotUsable as error:
                self.add_error(f"text_{name}", str(error))
        if not self.errors:
            try:
                refuse_unusable_design(self.look(), self.texts(), at=timezone.now())
            except (HardToRead, DesignNotUsable) as error:
                self.add_error(None, str(error))
        return cleaned

    def look(self) -> Look:
        data = self.cleaned_data
        return Look(
            portrait=bool(data["portrait"]),
            frame=data["frame"],
            figure=data["figure"],
            logo=b"" if data["no_logo"] else data["new_logo"],
            **{name: data[_form_name(name)].lower() for name in COLOURS},
        )

    def texts(self) -> Texts:
        data = self.cleaned_data
        return Texts(national=data["national"], **{name: data[f"text_{name}"] for name in TEXTS})


TEXTS = tuple(field.name for field in fields(Texts) if field.name != "national")


def _form_name(colour: str) -> str:
    return "name_colour" if colour == "name" else colour
