"""Who answers for what an ended agency left behind: who took over from it, who took over from them, and so on.

Asked in one statement, however often agencies were merged since. A row of succession that leads back to where
it came from ends the walk there: every agency is met once. What was undone has no row any more.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from workforce.models import Agency, AgencyQuerySet

_ONWARD, _BACK = ("predecessor_id", "successor_id"), ("successor_id", "predecessor_id")


def successors_of(agency: Agency) -> AgencyQuerySet:
    """Every agency that took over from `agency`, at once or through others; not `agency` itself."""
    met = _walk("SELECT CAST(%s AS bigint) AS id", [agency.pk], _ONWARD)
    return Agency.objects.filter(pk__in=met).exclude(pk=agency.pk)


def with_predecessors(agencies: AgencyQuerySet) -> AgencyQuerySet:
    """`agencies` and every agency that they took over from, at once or through others."""
    try:
        sql, values = agencies.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return Agency.objects.none()
    return Agency.objects.filter(pk__in=_walk(sql, list(values), _BACK))


def _walk(start: str, values: list[Any], way: tuple[str, str]) -> RawSQL:
    """The numbers of the agencies that `start` selects, and of all that are met from them on one way."""
    here, there = way
    statement = f"""
        WITH RECURSIVE met (id) AS (
            SELECT begun.* FROM ({start}) begun
            UNION
            SELECT step.{there} FROM workforce_succession step JOIN met ON step.{here} = met.id
        )
        SELECT id FROM met
    """  # noqa: S608 - two names of columns, from here, and what the query compiler wrote
    return RawSQL(statement, values, output_field=BigIntegerField())  # noqa: S611 - as above
