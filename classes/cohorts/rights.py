"""Who may do what with a class: the organiser's officers decide, facilitators lead, a head of unit looks."""

from dataclasses import dataclass

from accounts.models import User
from classes.models import Cohort, Facilitation
from workforce.models import Agency, Verb
from workforce.roles import grants_over, may


class NotYours(Exception):
    """The class, or the person, is not theirs to act on; the message says whose it is."""


@dataclass(frozen=True)
class Rights:
    """What somebody may do with one class."""

    organises: bool
    leads: bool
    exports: bool

    @property
    def runs(self) -> bool:
        """May take attendance and write to all."""
        return self.organises or self.leads


def rights_on(cohort: Cohort, person: User) -> Rights:
    """Two queries at most."""
    leads = Facilitation.objects.running().filter(cohort=cohort, person=person).exists()
    if person.is_superuser:
        return Rights(organises=True, leads=leads, exports=True)
    verbs = {verb for grant in grants_over(person, cohort.agency) for verb in grant.verbs}
    return Rights(organises=Verb.ASSIGN in verbs, leads=leads, exports=Verb.EXPORT in verbs)


def may_organise(person: User, agency: Agency) -> bool:
    """Whether `person` may hold classes in the name of `agency`: who may bind its people to learn."""
    return may(person, Verb.ASSIGN, agency)
