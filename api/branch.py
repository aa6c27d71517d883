"""What lies in a system's branch: agencies, and the facts of people who work there today.

Facts follow the person. Who moves away takes them along, and the agency that was left sees them no more; an
agency sees what its people learned elsewhere before.
"""

import datetime as dt
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from api.door import Access
from api.problems import NotYours
from workforce.models import Agency, AgencyQuerySet, Employment, lies_in


def agencies_in(access: Access) -> AgencyQuerySet:
    """The branch: its agencies of today and those that ended."""
    branch: AgencyQuerySet = Agency.objects.filter(lies_in(access.agency))
    return branch


def agency_asked(access: Access, code: str) -> Agency:
    """The agency called `code` in the branch, the top of it without a code. Raises NotYours."""
    if not code:
        return access.agency
    found: Agency | None = agencies_in(access).filter(code=code).first()
    if found is None:
        raise NotYours(_("There is no such agency among those this system may see."))
    return found


def of_people_in(agency: Agency, facts: "QuerySet[Any]", *, day: dt.date) -> "QuerySet[Any]":
    """Those of `facts` (rows with a `person`) whose person works in `agency` or below on `day`, with `agency_code`."""
    jobs = Employment.objects.at(day).within(agency).filter(person=OuterRef("person")).order_by("pk")
    where = Subquery(jobs.values("agency__code")[:1], output_field=CharField())
    return facts.filter(Exists(jobs)).annotate(agency_code=where)
