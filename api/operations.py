"""Every operation for connected systems: its address, what answers, which scope it asks for. One row each."""

from collections.abc import Callable
from typing import Any

from ninja import Router
from ninja.constants import NOT_SET
from ninja.decorators import decorate_view

from api import reads, reports, reports_told, told, writes
from api.door import Bearer
from api.etags import with_etag
from api.models import Scope
from api.problems import described, described_file
from coverage.reporting.storing import CONTENT_TYPES

router = Router()
Row = tuple[str, Callable[..., Any], Any, str, str]
ANY = ""
A_FILE = NOT_SET

BRING, DONE, PAPERS = Scope.ROSTERS_WRITE, Scope.COMPLETIONS_READ, Scope.CERTIFICATES_READ
COVERAGE, REPORTS = Scope.COVERAGE_READ, Scope.REPORTS_READ

# address, view, answer, scope, summary
READS: tuple[Row, ...] = (
    ("/agencies", reads.agencies, told.AgenciesOut, ANY, "Agencies of your branch"),
    ("/completions", reads.completions, told.CompletionsOut, DONE, "Who completed which course"),
    ("/completions/{int:number}", reads.completion, told.CompletionOut, DONE, "One completion"),
    ("/certificates", reads.certificates, told.CertificatesOut, PAPERS, "Papers and their state"),
    ("/coverage", reads.coverage, told.CoverageOut, COVERAGE, "How far all targets are reached"),
    ("/coverage/{target}", reads.coverage_of_target, told.TargetByAgencyOut, COVERAGE, "One target by agency"),
    ("/reports", reports.reports, reports_told.ReportsOut, REPORTS, "Reports about your branch"),
    ("/reports/{int:number}", reports.report, reports_told.ReportWithFiguresOut, REPORTS, "One report"),
    ("/reports/{int:number}/files/{form}", reports.report_file, A_FILE, REPORTS, "A file of a report"),
    ("/rosters/{int:number}", writes.roster, writes.RosterOut, BRING, "Where a list of people stands"),
)
WRITES: tuple[Row, ...] = (
    ("/rosters", writes.bring_roster, writes.RosterOut, BRING, "Bring a list: what would it change?"),
    ("/rosters/{int:number}/confirmation", writes.confirm_roster, writes.RosterOut, BRING, "Say yes to what was shown"),
)


def add(row: Row, *, method: str, name: str, refusals: tuple[int, ...]) -> None:
    """Put an operation behind the door. OpenAPI has a place for scopes that django-ninja leaves empty: words say it."""
    address, view, answer, scope, summary = row
    needs = f"Scope: {scope}." if scope else "Scope: any."
    router.add_api_operation(
        address,
        [method],
        view,
        auth=Bearer(scope),
        response=answer,
        operation_id=name,
        summary=summary,
        description=f"{view.__doc__}\n\n{needs}",
        tags=[address.split("/")[1]],
        openapi_extra=described(*refusals) if answer is not A_FILE else described_file(CONTENT_TYPES, *refusals),
    )


for _row in READS:
    _read = (_row[0], decorate_view(with_etag)(_row[1]), *_row[2:])
    add(_read, method="GET", name=f"read_{_row[1].__name__}", refusals=(401, 403, 404, 422, 429))
for _row in WRITES:
    add(_row, method="POST", name=_row[1].__name__, refusals=(401, 403, 404, 409, 422, 429))
