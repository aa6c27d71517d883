"""Files of learners as responses: whatever is in them, nothing of it runs on our origin."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from courses.keeping_files import CannotKeep, read_file
from courses.models import SubmissionFile
from kit.content_origin import HARMLESS


def hand_over(file: SubmissionFile, *, to_look_at: bool = False) -> HttpResponse:
    """The file as an attachment; `to_look_at`: a picture may be shown in a page instead."""
    try:
        content = read_file(file)
    except CannotKeep as error:
        return HttpResponse(str(error), status=503, content_type="text/plain")
    response = HttpResponse(content, content_type=file.content_type)
    attachment = not (to_look_at and file.is_picture)
    response["Content-Disposition"] = content_disposition_header(attachment, file.name) or "attachment"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    for name, value in HARMLESS.items():
        response[name] = value
    return response
