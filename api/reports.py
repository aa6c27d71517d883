"""Reports of the branch, as they were frozen. Addresses and scopes: api/operations.py."""

from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query

from api.asked import ReportsAsked
from api.branch import agency_asked
from api.door import Access
from api.etags import known, tagged
from api.models import Scope
from api.paging import one_page, pages_of
from api.problems import NotYours, Problem
from api.reads import AskingProgram
from api.reports_told import figures_told, names_people, report_told
from coverage.models import Report
from coverage.reporting.storing import CannotRead, as_attachment, take_file
from workforce.models import Agency, lies_in

Form = Literal["docx", "pdf", "xlsx", "csv"]


class CannotGive(Problem):
    """What was frozen cannot be read now; the sentence says why."""

    status, kind = 503, "cannot-give"


def reports(request: AskingProgram, asked: Query[ReportsAsked]) -> dict[str, Any]:
    """The reports about agencies of your branch. A report never changes once it is made."""
    found = _reports(agency_asked(request.auth, asked.agency)).defer("figures", "words")
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.updated_since:
        found = found.filter(made_at__gte=asked.updated_since)
    rows, following = one_page(found, asked)
    return pages_of((report_told(row) for row in rows), following)


def report(request: AskingProgram, number: int) -> dict[str, Any]:
    """One report with the figures that were frozen when it was made: of all targets, agency by agency."""
    return figures_told(_report(request.auth, number))


def report_file(request: AskingProgram, number: int, form: Form) -> HttpResponse:
    """A file of a report, byte for byte as it was made. One that names people needs `completions:read` too."""
    found = _report(request.auth, number)
    if form not in found.files:
        raise NotYours(_("This report has no such file."))
    if names_people(found, form):
        request.auth.needs(Scope.COMPLETIONS_READ)
    tag = found.files[form]["sha256"]
    if same := known(request, tag):
        return same
    try:
        content = take_file(found, form=form, by=None, at=timezone.now(), system=request.auth.client.name)
    except CannotRead as refusal:
        raise CannotGive(str(refusal)) from refusal
    return tagged(as_attachment(found, form=form, content=content), tag)


def _reports(agency: Agency) -> Any:
    return Report.objects.filter(lies_in(agency, "agency__")).select_related("agency", "job")


def _report(access: Access, number: int) -> Report:
    found: Report | None = _reports(access.agency).filter(pk=number).first()
    if found is None:
        raise NotYours(_("There is no such report among those this system may see."))
    return found
