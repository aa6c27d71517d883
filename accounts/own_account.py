"""What this app keeps of a person: the account itself. It is emptied by accounts.emptying, last of all."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ErasureRequest, Notice, User
from accounts.personal_data import Holding, told


def _give(person: User) -> dict[str, list[dict[str, Any]]]:
    me = User.objects.filter(pk=person.pk)
    return {
        _("account"): told(me, "full_name", "username", "email", "phone", "birth_date", "date_joined", "last_login"),
        _("notices"): told(Notice.objects.filter(person=person), "told_at", "seen_at", "mailed_at", "kind", "words"),
        _("requests to erase data"): told(
            ErasureRequest.objects.filter(person=person), "asked_at", "state", "decided_at", "reason", "ended_at"
        ),
    }


def _hinders(person: User, on: dt.date) -> str:
    if person.is_superuser or person.groups.exists():
        return _("You still hold rights in the administration. Ask the administrator to take them back first.")
    return ""


HOLDING = Holding(
    name="accounts",
    goes=(
        gettext_lazy("your name, user name, e-mail address, telephone number and date of birth in the account"),
        gettext_lazy("your password and everything you are signed in with; the account is closed"),
        gettext_lazy("all news that the site sent you"),
    ),
    stays=(gettext_lazy("that you asked for the erasure, when, and who decided it: so that it can be accounted for"),),
    erase=lambda person, by, at: None,
    give=_give,
    hinders=_hinders,
)
