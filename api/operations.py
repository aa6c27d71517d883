"""Every operation for connected systems: its address, the scope it asks for, what it answers. One line each."""

from collections.abc import Callable
from typing import Any

from ninja import Router
from ninja.decorators import decorate_view

from api import reads, told, writes
from api.door import Bearer
from api.models import Scope
from api.problems import described

router = Router()


def read(address: str, view: Callable[..., Any], answer: Any, *, scope: str, tag: str, summary: str) -> None:
    """Add a GET operation behind the door, with an ETag."""
    router.add_api_operation(
        address,
        ["GET"],
        decorate_view(reads.with_etag)(view),
        auth=Bearer(scope),
        response=answer,
        operation_id=f"read_{view.__name__}",
        summary=summary,
        tags=[tag],
        openapi_extra=described(401, 403, 404, 422, 429),
    )


read("/agencies", reads.agencies, told.AgenciesOut, scope="", tag="agencies", summary="Agencies of your branch")
read(
    "/completions",
    reads.completions,
    told.CompletionsOut,
    scope=Scope.COMPLETIONS_READ,
    tag="completions",
    summary="Who completed which course",
)
read(
    "/completions/{int:number}",
    reads.completion,
    told.CompletionOut,
    scope=Scope.COMPLETIONS_READ,
    tag="completions",
    summary="One completion",
)
read(
    "/certificates",
    reads.certificates,
    told.CertificatesOut,
    scope=Scope.CERTIFICATES_READ,
    tag="certificates",
    summary="Papers and their state",
)
read(
    "/coverage",
    reads.coverage,
    told.CoverageOut,
    scope=Scope.COVERAGE_READ,
    tag="coverage",
    summary="How far all targets are reached",
)
read(
    "/coverage/{target}",
    reads.coverage_of_target,
    told.TargetByAgencyOut,
    scope=Scope.COVERAGE_READ,
    tag="coverage",
    summary="One target, agency by agency",
)
read(
    "/rosters/{int:number}",
    writes.roster,
    writes.RosterOut,
    scope=Scope.ROSTERS_WRITE,
    tag="rosters",
    summary="Where a list of people stands",
)
router.add_api_operation(
    "/rosters",
    ["POST"],
    writes.bring_roster,
    auth=Bearer(Scope.ROSTERS_WRITE),
    response=writes.RosterOut,
    operation_id="bring_roster",
    summary="Bring a list of people and see what it would change",
    tags=["rosters"],
    openapi_extra=described(401, 403, 404, 409, 422, 429),
)
router.add_api_operation(
    "/rosters/{int:number}/confirmation",
    ["POST"],
    writes.confirm_roster,
    auth=Bearer(Scope.ROSTERS_WRITE),
    response=writes.RosterOut,
    operation_id="confirm_roster",
    summary="Say yes to what was shown",
    tags=["rosters"],
    openapi_extra=described(401, 403, 404, 409, 422, 429),
)
