"""What a visitor may hand in to have a paper checked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kit.codes import LENGTH, read_code

PDF_LIMIT = 2 * 1024 * 1024  # bytes; our own papers have less than a twentieth of it
SIGNED_LIMIT = 50 * 1024 * 1024  # bytes of signed files brought back at once


class CodeForm(forms.Form):
    ma = forms.CharField(
        label=_("Code on the paper"),
        help_text=_("26 letters and digits, under the QR code. Spaces, hyphens and capitals do not matter."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_ma(self) -> str:
        code = read_code(self.cleaned_data["ma"])
        if code is None:
            raise ValidationError(
                _("A code has %(length)d letters and digits. Compare it with the paper, please.") % {"length": LENGTH}
            )
        return code


class FileForm(forms.Form):
    tep = forms.FileField(
        label=_("PDF file of the paper"),
        help_text=_("At most 2 MB. We read it, tell you what we find, and keep no copy."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_tep(self) -> Any:
        file: UploadedFile = self.cleaned_data["tep"]
        if (file.size or 0) > PDF_LIMIT:
            raise ValidationError(_("The file is larger than 2 MB. Papers of ours are much smaller."))
        return file


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
