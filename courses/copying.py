"""Copies made by Wagtail's own copy action: drafts only, so that none reaches the site unchecked."""

from typing import Any

from wagtail.admin.forms.pages import CopyForm


class DraftCopyForm(CopyForm):
    """Wagtail's form without “publish the copy” and without aliases, which would be published with their original."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)


class CopiedAsDraft:
    """Mixed into a page."""

    copy_form_class = DraftCopyForm
