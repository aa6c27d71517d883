"""Which officer may do what to which paper: a permission for each verb, and a role over the issuer's agency.

The issuer revokes, or the body that succeeded it or stands above it (Thông tư 03/2023/TT-BNV, Điều 8):
a role reaches down the tree, and over to what was taken over from an ended agency, however often since.
"""

from enum import StrEnum

from django.db.models import QuerySet

from accounts.models import User
from certificates.models import Certificate
from workforce.models import Agency, AgencyRole
from workforce.models import Verb as Right
from workforce.roles import may as may_in
from workforce.taking_over import successors_of

KEYS_PERMISSION = "certificates.change_signingkey"


class Verb(StrEnum):
    """What an officer may be allowed to do to a paper; the permission is `certificates.<verb>_certificate`."""

    REVOKE = "revoke"
    REPLACE = "replace"
    SUSPEND = "suspend"
    RENEW = "renew"
    CONFIRM = "confirm"

    @property
    def permission(self) -> str:
        return f"certificates.{self}_certificate"


class NotYours(Exception):
    """The officer has no right to this, or not over this issuer."""


def may(user: User, verb: Verb, certificate: Certificate) -> bool:
    """Whether `user` holds the permission of `verb` and a role over the paper's issuer."""
    return user.has_perm(verb.permission) and answers_for(user, certificate.issuer.agency)


def may_decide_on_keys(user: User) -> bool:
    """Whether `user` holds the permission, and the widest role; a key signs for everybody."""
    if user.is_superuser:
        return True
    held = AgencyRole.objects.held_by(user).filter(role=AgencyRole.Role.PROVINCIAL_OFFICER).allowing(Right.PAPERS)
    return user.has_perm(KEYS_PERMISSION) and held.exists()


def holders_of(permission: str) -> "QuerySet[User]":
    """Active people with a permission, administrators among them; over whom it reaches is asked of each."""
    return User.objects.with_perm(permission, backend="django.contrib.auth.backends.ModelBackend").order_by("pk")


def answers_for(user: User, agency: Agency) -> bool:
    """Whether `user` is an officer over `agency`, or over one that took over from it, at once or through others."""
    return may_in(user, Right.PAPERS, agency) or any(
        may_in(user, Right.PAPERS, successor) for successor in successors_of(agency)
    )


def papers_within_reach(user: User) -> "QuerySet[Certificate]":
    """The papers whose issuer `user` answers for, for lists; what may be done to one is asked of `may`."""
    return Certificate.objects.kept_by(user)
