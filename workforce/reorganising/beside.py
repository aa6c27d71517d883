"""What goes along beside employments when agencies end: posts held besides, and the numbers that people are known by.

A post goes where its holder's work at that agency would go. A staff code goes along with whoever still works there;
a number that two people would then have goes along with neither, and one that takes over keeps its own numbers.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q

from accounts.models import User
from workforce.models import (
    Agency,
    AgencyOperation,
    Employment,
    OperationCode,
    OperationPosting,
    Posting,
    PostingQuerySet,
    StaffCode,
)
from workforce.reorganising.foreseeing import Foresight

Post = tuple[int, int, int]


@dataclass(frozen=True)
class CodesAlong:
    """Which staff codes go to which heir (by code), and which numbers two people would have had there."""

    going: tuple[tuple[StaffCode, str], ...]
    clashing: tuple[str, ...]


def posts_at(seen: Foresight) -> PostingQuerySet:
    """Posts held on the day at the agencies that end."""
    return Posting.objects.filter(agency__in=seen.ended).at(seen.proposal.on)


def concerned(seen: Foresight) -> Q:
    """The people an operation touches: who works on the day where an agency ends, and who has a post there."""
    jobs = Employment.objects.at(seen.proposal.on).filter(agency__in=seen.ended)
    return Q(pk__in=jobs.values("person")) | Q(pk__in=posts_at(seen).values("person"))


def codes_along(seen: Foresight) -> CodesAlong:
    """What becomes of the staff codes at the agencies that end. Asked before people are moved. Four queries."""
    jobs = Employment.objects.at(seen.proposal.on).filter(agency__in=seen.ended)
    there = {*jobs.values_list("person", "agency"), *posts_at(seen).values_list("person", "agency")}
    codes = StaffCode.objects.filter(agency__in=seen.ended).select_related("person").order_by("pk")
    along = [code for code in codes if (code.person_id, code.agency_id) in there]
    wanted = [(code, where) for code in along if (where := goes_to(seen, code.person, code.agency_id))]
    holders: dict[tuple[str, str], set[int]] = defaultdict(set)
    own = StaffCode.objects.filter(agency__in=seen.heirs).values_list("agency__code", "code", "person")
    taken = {(where, number) for where, number, _person in own}
    for where, number, person in own:
        holders[where, number].add(person)
    for code, where in wanted:
        holders[where, code.code].add(code.person_id)
    going: dict[tuple[str, str], StaffCode] = {}
    for code, where in wanted:
        key = (where, code.code)
        if len(holders[key]) == 1 and key not in taken:
            going.setdefault(key, code)
    clashing = sorted({number for (_where, number), people in holders.items() if len(people) > 1})
    return CodesAlong(tuple((code, where) for (where, _number), code in going.items()), tuple(clashing))


def goes_to(seen: Foresight, person: User, agency_id: int) -> str:
    """The code of the agency where what `person` has at an agency that ends goes on; empty where nothing does."""
    return seen.proposal.people.get(person.username, seen.goes[agency_id])


def carry_codes(operation: AgencyOperation, along: CodesAlong, places: Mapping[str, Agency]) -> None:
    after = [StaffCode(person_id=code.person_id, agency=places[where], code=code.code) for code, where in along.going]
    StaffCode.objects.bulk_create(after)
    OperationCode.objects.bulk_create(
        OperationCode(operation=operation, before=before, after=then)
        for (before, _where), then in zip(along.going, after, strict=True)
    )


def carry_posts(operation: AgencyOperation, seen: Foresight, places: Mapping[str, Agency]) -> int:
    """Close the posts at agencies that end and begin the next; called once people are where they go on.

    One that the holder has there already, or that would stand beside the same work, ends for good. So does one at
    an agency that takes over and where the holder works from that day on.
    """
    on = operation.on
    ending = list(posts_at(seen).select_related("person").order_by(F("ends_on").desc(nulls_first=True), "pk"))
    staying = list(Posting.objects.filter(agency__in=seen.heirs).meeting(on, None).order_by("pk"))
    moved = set(operation.people.values_list("before__person", flat=True))
    work = _work_of({post.person_id for post in [*ending, *staying]}, on)
    rows: list[tuple[Posting, Posting | None]] = []
    held: set[Post] = set()
    for post in staying:
        if post.person_id in moved and post.starts_on < on and _is_own(post, post.agency_id, work):
            rows.append((post, None))
        else:
            held.add((post.person_id, post.agency_id, post.position_id))
    for post in ending:
        agency = places.get(goes_to(seen, post.person, post.agency_id))
        key = (post.person_id, agency.pk if agency else 0, post.position_id)
        goes_on = agency and key not in held and not _is_own(post, agency.pk, work)
        held.add(key)
        rows.append((post, _next(post, agency, on) if agency and goes_on else None))
    _write(operation, rows)
    return len(rows)


def _work_of(people: set[int], on: dt.date) -> dict[int, tuple[int, int]]:
    """Where each works on the day, and in which position."""
    jobs = Employment.objects.at(on).filter(person__in=people).values_list("person", "agency", "position")
    return {person: (agency, position) for person, agency, position in jobs}


def _is_own(post: Posting, agency_id: int, work: Mapping[int, tuple[int, int]]) -> bool:
    """Whether `post` at that agency would be the holder's own work: nobody is lent to, or has twice, what is theirs."""
    agency, position = work.get(post.person_id, (0, 0))
    is_lent = post.kind == Posting.Kind.SECONDED
    return agency == agency_id and (is_lent or position == post.position_id)


def _next(post: Posting, agency: Agency, on: dt.date) -> Posting:
    """The same post going on in another agency."""
    fields = [field.attname for field in post._meta.concrete_fields if not field.primary_key]
    kept = {name: getattr(post, name) for name in fields}
    return Posting(**{**kept, "agency_id": agency.pk, "starts_on": on})


def _write(operation: AgencyOperation, rows: list[tuple[Posting, Posting | None]]) -> None:
    ends = {post.pk: post.ends_on for post, _after in rows}
    Posting.objects.filter(pk__in=list(ends)).update(ends_on=operation.on)
    Posting.objects.bulk_create(after for _before, after in rows if after)
    OperationPosting.objects.bulk_create(
        OperationPosting(operation=operation, before=before, after=after, ended_on=ends[before.pk])
        for before, after in rows
    )


def differing_post(operation: AgencyOperation, begun: list[Agency]) -> Posting | None:
    """A post that is no longer as the operation left it, or that was given since at an agency which began then."""
    ours = operation.postings.select_related("before__person", "after").order_by("pk")
    for row in ours:
        if row.before.ends_on != operation.on or (row.after and _differs(row.before, row.after, row.ended_on)):
            return row.before
    given = Posting.objects.filter(agency__in=begun).exclude(pk__in=ours.exclude(after=None).values("after"))
    return given.select_related("person").order_by("pk").first()


def _differs(before: Posting, after: Posting, ended_on: dt.date | None) -> bool:
    kept = ("kind", "position_id", "document")
    return after.ends_on != ended_on or any(getattr(before, name) != getattr(after, name) for name in kept)


def give_posts_and_codes_back(operation: AgencyOperation) -> None:
    """Posts and codes stand as before the operation; what it began has never been."""
    rows = list(operation.postings.select_related("before").order_by("pk"))
    codes = list(operation.codes.order_by("pk").values_list("after", flat=True))
    operation.postings.all().delete()
    operation.codes.all().delete()
    Posting.objects.filter(pk__in=[row.after_id for row in rows if row.after_id]).delete()
    StaffCode.objects.filter(pk__in=codes).delete()
    for row in rows:
        row.before.ends_on = row.ended_on
    Posting.objects.bulk_update([row.before for row in rows], ["ends_on"])
