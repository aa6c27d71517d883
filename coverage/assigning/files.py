"""The decision behind an assignment, the paper behind an exemption: examined, kept apart, handed out as attachments."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from courses.examining_files import CONTENT_TYPES, examine
from courses.keeping_files import CannotKeep, keep_file, read_kept
from coverage.assigning.making import NO_FILE, KeptFile
from kit.content_origin import HARMLESS

ENDINGS = ("pdf", "docx", "odt", "jpg", "jpeg", "png")
ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)


def keep_upload(upload: UploadedFile | None) -> KeptFile:
    """Keep one file that was sent, or none. Raises BadFile and CannotKeep, with sentences."""
    if upload is None:
        return NO_FILE
    (good,) = examine([upload], endings=ENDINGS, most=1)
    return KeptFile(name=good.name, stored=keep_file(good.content))


def hand_over(*, name: str, stored: str) -> HttpResponse:
    """A kept file as an attachment: whatever is in it, nothing of it runs on our origin."""
    try:
        content = read_kept(stored)
    except CannotKeep as error:
        return HttpResponse(str(error), status=503, content_type="text/plain")
    response = HttpResponse(content, content_type=CONTENT_TYPES[name.rpartition(".")[2].lower()])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    for header, value in HARMLESS.items():
        response[header] = value
    return response
