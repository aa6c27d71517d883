"""What the provincial officer did to the tree: a merger entered by mistake and undone, and a right given in part."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from lms.demo.cast import MEMBERS, Cast
from workforce.models import Agency, AgencyOperation, AgencyRole, Employment, Verb
from workforce.reorganising.carrying_out import reorganise
from workforce.reorganising.proposals import Heir
from workforce.reorganising.proposing import merging
from workforce.reorganising.undoing import undo_operation
from workforce.roles import grant_role

COMMUNES = ("06001", "06004")
HOME_AFFAIRS = "so-noi-vu"


@transaction.atomic
def tell_of_the_tree(cast: Cast, *, at: dt.datetime) -> int:
    """Merge two communes from next year on and undo it; let somebody look after a department. Harmless twice."""
    if AgencyOperation.objects.exists():
        return 0
    officer = cast.provincial_officer
    one, other = Agency.objects.filter(code__in=COMMUNES).order_by("code")
    into = Heir(code=one.code)
    on = dt.date(at.year + 1, 1, 1)
    entered = merging([one, other], into=into, on=on, document="Dự thảo, nhập nhầm")
    operation = reorganise(entered, by=officer, at=at)
    undo_operation(operation=operation, by=officer, at=at + dt.timedelta(minutes=20))
    if helper := _somebody_of(HOME_AFFAIRS, at.date()):
        grant_role(
            person=helper,
            agency=Agency.objects.get(code=HOME_AFFAIRS),
            role=AgencyRole.Role.HR_OFFICER,
            withheld=[Verb.EXPORT, Verb.GRANT],
            ends_on=on,
            by=officer,
            at=at,
        )
    return 1


def _somebody_of(code: str, day: dt.date) -> User | None:
    jobs = Employment.objects.at(day).filter(agency__code=code)
    ours = [member.username for member in MEMBERS]
    first = jobs.exclude(person__username__in=ours).select_related("person").order_by("pk").first()
    return first.person if first else None
