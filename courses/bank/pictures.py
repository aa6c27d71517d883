"""Pictures that come with questions."""

import hashlib
import io
import warnings

from django.conf import settings
from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from accounts.models import User
from courses.bank.drafts import PictureDraft
from courses.models import Picture
from kit.text import nfc

_ENDINGS = {"GIF": "gif", "JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def why_not_a_picture(picture: PictureDraft) -> str:
    """Empty when the bytes are a picture we show, else the sentence that says why not."""
    if len(picture.content) > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        return _("The picture is too large.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(picture.content), formats=list(_ENDINGS)) as image:
                width, height = image.size
                image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return _("The picture of the question is damaged.")
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        return _("The picture is too large.")
    return ""


def keep_picture(draft: PictureDraft, *, text: str, by: User | None) -> Picture:
    """The picture of these bytes, kept once; without words of its own it is described by the question's."""
    known = Picture.objects.filter(file_hash=draft.fingerprint).order_by("pk").first()
    if known:
        return known
    with Image.open(io.BytesIO(draft.content)) as image:
        ending = _ENDINGS[str(image.format)]
    name = hashlib.sha256(draft.content).hexdigest()[:20]
    picture = Picture(
        title=nfc(draft.name)[:100] or "Hình",
        alt_text=nfc(draft.alt)[:300] or nfc(text)[:300],
        uploaded_by_user=by,
        file=ImageFile(io.BytesIO(draft.content), name=f"{name}.{ending}"),
        file_size=len(draft.content),
        file_hash=draft.fingerprint,
    )
    picture.save()
    return picture
