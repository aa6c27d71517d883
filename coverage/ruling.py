"""How a target is counted is an officer's decision: made once, changed from a day on, never silently.

Days before the change go on being counted as they were, so that a figure that was reported can be had again.
The plan's own words, percentage and date are not changed here: another percentage is another target.
"""

import copy
import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.models import CoursePage
from coverage.models import Target, TargetVersion
from kit.confidence import Confidence
from workforce.models import Agency, AgencyRole, Verb


class CannotRule(Exception):
    """A way of counting is refused; the subclasses say why."""


class NotProvincialOfficer(CannotRule):
    """Only who looks after the whole province decides how its targets are counted."""


class MakesNoSense(CannotRule):
    """The parts of the rule do not fit each other."""


class AlreadyCounted(CannotRule):
    """The day lies before an earlier change, whose figures would change with it."""


class CodeTaken(CannotRule):
    """Another target bears this code."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Whom a target counts, when a person has achieved, and in what unit. Everything by code; lists sorted."""

    population: str
    numerator: str
    unit: str = Target.Unit.PEOPLE
    categories: list[str] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    only_it_staff: bool = False
    only_leaders: bool = False
    branch: str = ""
    excused: list[str] = field(default_factory=list)
    courses: list[str] = field(default_factory=list)
    counting_note: str = ""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a plan says, of a target that an officer adds."""

    code: str
    document: str
    issued: dt.date
    verbatim: str
    training: str
    percent: int
    deadline: dt.date


def may_rule(user: User, grants: Iterable[AgencyRole] = ()) -> bool:
    """Whether `user` decides how targets are counted: whoever may over the whole tree.

    No query where `grants`, read already (coverage.scope.grants_of), say so.
    """
    if any(grant.agency.depth == 1 and Verb.RULES in grant.verbs for grant in grants):
        return True
    roots = AgencyRole.objects.held_by(user).allowing(Verb.RULES).filter(agency__depth=1)
    return user.is_superuser or roots.exists()


def rule_of(target: Target) -> Rule:
    """The rule that stands in `target`, as a value."""
    names = ("population", "numerator", "unit", "only_it_staff", "only_leaders", "counting_note")
    return Rule(
        **{name: getattr(target, name) for name in names},
        categories=sorted(target.categories),
        positions=sorted(target.positions),
        excused=sorted(target.excused),
        branch=target.branch.code if target.branch else "",
        courses=sorted(course.code for course in target.courses.all()),
    )


def as_of(target: Target, day: dt.date) -> Target:
    """`target` as it was counted on `day`: itself, or a copy that is not to be saved.

    No query where nothing was changed since; else three.
    """
    if target.counted_since is None or day >= target.counted_since:
        return target
    version = target.versions.filter(until__gt=day).order_by("until").first()
    return target if version is None else with_rule(target, Rule(**version.rule))


def with_rule(target: Target, rule: Rule) -> Target:
    """A copy of `target` counted by `rule`, for counting only. Two queries."""
    found = copy.copy(target)
    _put(found, rule)
    courses = list(CoursePage.objects.filter(code__in=rule.courses))
    found._prefetched_objects_cache = {"courses": courses}  # type: ignore[attr-defined]
    return found


@transaction.atomic
def add_target(*, wording: Wording, rule: Rule, by: User, at: dt.datetime) -> Target:
    """A target that no data file brought. Not harmless twice: the code is then taken.

    Raises NotProvincialOfficer, MakesNoSense, CodeTaken.
    """
    _check(rule, by)
    if Target.objects.filter(code=wording.code).exists():
        raise CodeTaken(_("Another target has the code %(code)s.") % {"code": wording.code})
    root = Agency.get_first_root_node()
    target = Target(
        **asdict(wording),
        kind=Target.Kind.TARGET,
        province=root.name if root else "",
        confidence=Confidence.UNCERTAIN,
    )
    _put(target, rule)
    target.save()
    target.courses.set(CoursePage.objects.filter(code__in=rule.courses))
    log(target, "coverage.add_target", user=by, timestamp=at, data={"rule": asdict(rule)})
    return target


@transaction.atomic
def change_rule(
    *, target: Target, rule: Rule, since: dt.date, reason: str, by: User, at: dt.datetime
) -> TargetVersion | None:
    """Count `target` by `rule` from the day `since` on; days before stay as they were.

    Harmless twice: the rule it already has is no change, and None is returned. Raises NotProvincialOfficer,
    MakesNoSense, AlreadyCounted.
    """
    _check(rule, by)
    locked = Target.objects.select_for_update(of=("self",)).select_related("branch").get(pk=target.pk)
    before = rule_of(locked)
    if before == rule:
        return None
    if not reason.strip():
        raise MakesNoSense(_("Say why the way of counting changes."))
    if locked.counted_since and since <= locked.counted_since:
        words = _("The way of counting was changed on %(day)s already. Choose a later day.")
        raise AlreadyCounted(words % {"day": date_format(locked.counted_since, "SHORT_DATE_FORMAT")})
    version = TargetVersion.objects.create(
        target=locked, until=since, rule=asdict(before), reason=reason.strip(), changed_by=by, changed_at=at
    )
    _put(locked, rule)
    locked.counted_since = since
    locked.save()
    locked.courses.set(CoursePage.objects.filter(code__in=rule.courses))
    data = {"since": since.isoformat(), "reason": version.reason, "before": version.rule, "after": asdict(rule)}
    log(locked, "coverage.change_rule", user=by, timestamp=at, data=data)
    return version


def problems_of(rule: Rule) -> list[str]:
    """What does not fit in `rule`, in sentences; empty for a rule that can be counted or is left open on purpose."""
    narrowed = rule.categories or rule.positions or rule.only_it_staff or rule.only_leaders or rule.branch
    problems = []
    if rule.population == Target.Population.CHOSEN and not narrowed:
        problems.append(_("Choose at least one condition, or one of the ready groups."))
    if rule.population != Target.Population.CHOSEN and narrowed:
        problems.append(_("Conditions belong to the chosen group only; a ready group is counted as it is."))
    if rule.unit == Target.Unit.AGENCIES and not (
        rule.only_leaders or rule.population in (Target.Population.LEADERS, "")
    ):
        problems.append(_("Agencies are counted by their leaders: choose leaders."))
    return problems


def _check(rule: Rule, by: User) -> None:
    if not may_rule(by):
        raise NotProvincialOfficer(_("Only the provincial officer decides how a target is counted."))
    if problems := problems_of(rule):
        raise MakesNoSense(" ".join(problems))


def _put(target: Target, rule: Rule) -> None:
    """Write the fields of `rule` into `target`, unsaved; the courses are the caller's."""
    for name, value in asdict(rule).items():
        if name not in ("branch", "courses"):
            setattr(target, name, value)
    target.branch = Agency.objects.get(code=rule.branch) if rule.branch else None
