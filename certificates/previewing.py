"""A design before it is saved: real papers of invented people, not signed."""

from django.utils import timezone

from certificates.designing import LONGEST_NAME
from certificates.look import Look
from certificates.rendering import check_address, render
from certificates.sample import CODE, sample_words
from certificates.texts import Texts
from kit.pictures_of_pdf import picture_of


def preview_pdf(look: Look, texts: Texts, *, holder: str = "") -> bytes:
    """A paper marked MẪU. Raises CannotRender, CannotPrint."""
    words = sample_words(at=timezone.now(), texts=texts, holder=holder)
    return render(words, address=check_address(CODE), look=look)


def preview_pictures(look: Look, texts: Texts, *, dots_per_inch: int) -> list[bytes]:
    """The paper of somebody with a name of everyday length, and of somebody with a very long one."""
    return [
        picture_of(preview_pdf(look, texts, holder=holder), dots_per_inch=dots_per_inch)
        for holder in ("", LONGEST_NAME)
    ]
