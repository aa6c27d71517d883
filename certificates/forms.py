"""What a visitor may hand in to have a paper checked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from certificates.typed import understand
from kit.codes import LENGTH

CODE_LIMIT = 1500  # characters: the whole address with what a QR code holds behind it
TEXT_LIMIT = 64 * 1024  # characters of a pasted credential
PDF_LIMIT = 2 * 1024 * 1024  # bytes; our own papers have less than a twentieth of it
SIGNED_LIMIT = 50 * 1024 * 1024  # bytes of signed files brought back at once


class CodeForm(forms.Form):
    ma = forms.CharField(
        label=_("Code on the paper"),
        help_text=_("26 letters and digits, under the QR code. Spaces, hyphens and capitals do not matter."),
        max_length=CODE_LIMIT,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XX",
            }
        ),
    )

    def clean_ma(self) -> str:
        typed = understand(self.cleaned_data["ma"])
        if typed.code is not None:
            return typed.code
        if typed.is_number:
            raise ValidationError(
                _("This is the number. Type the code, please: it is under the QR code, in groups of four.")
            )
        raise ValidationError(
            _("A code has %(length)d letters and digits; you typed %(typed)d. Compare it with the paper, please.")
            % {"length": LENGTH, "typed": typed.length}
        )


class FileForm(forms.Form):
    tep = forms.FileField(
        label=_("File of the paper"),
        help_text=_("PDF, badge (PNG, SVG) or digital credential (JSON), at most 2 MB. We keep no copy."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.json,.jwt,.svg,image/*,application/pdf"}),
    )

    def clean_tep(self) -> Any:
        file: UploadedFile = self.cleaned_data["tep"]
        if (file.size or 0) > PDF_LIMIT:
            raise ValidationError(_("The file is larger than 2 MB. Papers of ours are much smaller."))
        return file

    @property
    def content(self) -> bytes:
        content: bytes = self.cleaned_data["tep"].read()
        return content


class TextForm(forms.Form):
    """A digital credential, pasted."""

    van_ban = forms.CharField(
        label=_("Digital credential as text"),
        help_text=_("It begins with { or with ey."),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )

    @property
    def content(self) -> bytes:
        content: str = self.cleaned_data["van_ban"]
        return content.encode()


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One file or several; each is cleaned by itself."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(ManyFilesField, self).clean(file, initial) for file in data or [None]]


class SignedFilesForm(forms.Form):
    tep = ManyFilesField(
        label=_("Signed PDF files, or one zip file with them"),
        help_text=_(
            "Keep the names that the files had. What is not right is refused with the reason; the rest counts."
        ),
        widget=ManyFiles(attrs={"accept": "application/pdf,.pdf,application/zip,.zip", "multiple": True}),
    )
