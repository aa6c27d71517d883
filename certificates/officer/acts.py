"""The verbs of an officer: what each page says, asks, does, and when it is offered."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from certificates.confirming import CannotConfirm, confirm_certificate
from certificates.correcting import CannotReplace, CannotRevoke, replace_certificate
from certificates.issuing import CannotMakePaper, IssuingStopped
from certificates.models import Award, Certificate, Confirmation, Issuer, PreparedConfirmation, Proposal
from certificates.nameless import why_no_new_paper
from certificates.officer.forms import ConfirmForm, LiftForm, RenewForm, ReplaceForm, RevokeForm, SuspendForm
from certificates.preparing import prepare_confirmation, prepare_renewal, prepare_replacement
from certificates.proposing import AlreadyProposed, Wanted, do_or_propose
from certificates.renewing import CannotRenew, renew_certificate, why_not_renew
from certificates.rights import NotYours, Verb, may
from certificates.rules import local_day
from certificates.suspending import CannotLift, CannotSuspend, lift_suspension, suspend_certificate

REFUSALS = (
    *(CannotRevoke, CannotReplace, CannotSuspend, CannotLift, CannotRenew, CannotConfirm),
    *(CannotMakePaper, IssuingStopped, AlreadyProposed, NotYours),
)


@dataclass(frozen=True)
class Standing:
    """What of a paper decides which verbs make sense now."""

    ended: bool
    expired: bool
    suspended: bool
    may_be_corrected: bool
    may_be_renewed: bool


@dataclass(frozen=True, kw_only=True)
class Act:
    """One verb. `perform` does it and returns what the screen says then; `offered` asks only how the paper stands."""

    slug: str
    verb: Verb
    title: str | Promise
    lead: str | Promise
    button: str | Promise
    icon: str
    form: type[forms.Form]
    offered: Callable[[Standing], bool]
    perform: Callable[[Certificate, Any, User, dt.datetime], str]
    grave: bool = False


def standing_of(paper: Certificate, *, at: dt.datetime) -> Standing:
    on = local_day(at)
    award = Award.objects.filter(course=paper.course_id).first()
    ended, expired = paper.revoked_at is not None, paper.expires_on is not None and paper.expires_on <= on
    suspended = not ended and paper.suspensions.running().exists()
    return Standing(
        ended=ended,
        expired=expired,
        suspended=suspended,
        may_be_corrected=not (ended or expired or suspended or why_no_new_paper(paper)),
        may_be_renewed=not why_not_renew(paper, award, on=on),
    )


def acts_open_to(user: User, paper: Certificate, *, at: dt.datetime) -> list[Act]:
    """The verbs that make sense for `paper` now and that `user` has the right to."""
    standing = standing_of(paper, at=at)
    return [act for act in ACTS.values() if act.offered(standing) and may(user, act.verb, paper)]


def _officer_signs(issuer: Issuer) -> bool:
    """Whether what is made for this issuer waits for an officer's token."""
    return issuer.signed_by == Issuer.Signs.OFFICER


def _revoke(paper: Certificate, form: RevokeForm, by: User, at: dt.datetime) -> str:
    wanted = Wanted(
        kind=Proposal.Kind.REVOKE_CERTIFICATE,
        subject=paper,
        reason=form.cleaned_data["reason"],
        on_file=form.on_file,
    )
    if do_or_propose(wanted=wanted, by=by, at=at):
        return _("Proposed. The paper counts until a second officer confirms it.")
    return _("The paper is revoked, and its holder is told.")


def _replace(paper: Certificate, form: ReplaceForm, by: User, at: dt.datetime) -> str:
    if _officer_signs(paper.issuer):
        prepared = prepare_replacement(certificate=paper, by=by, at=at)
        return _("Number %(number)s is prepared. The old paper stands until the new one comes back signed.") % {
            "number": prepared.number
        }
    new = replace_certificate(certificate=paper, by=by, at=at, on_file=form.on_file)
    return _("Number %(number)s stands in its place, and the holder is told.") % {"number": new.number}


def _suspend(paper: Certificate, form: SuspendForm, by: User, at: dt.datetime) -> str:
    suspend_certificate(certificate=paper, reason=form.cleaned_data["reason"], by=by, at=at)
    return _("The paper does not count for the time being, and its holder is told.")


def _lift(paper: Certificate, form: LiftForm, by: User, at: dt.datetime) -> str:
    lift_suspension(certificate=paper, finding=form.cleaned_data["finding"], by=by, at=at)
    return _("The paper counts again, and its holder is told.")


def _renew(paper: Certificate, _form: RenewForm, by: User, at: dt.datetime) -> str:
    # The award may name another issuer by now.
    award = Award.objects.select_related("issuer").filter(course=paper.course_id).first()
    if award is not None and _officer_signs(award.issuer):
        prepared = prepare_renewal(certificate=paper, by=by, at=at)
        return _("Number %(number)s is prepared. It counts when it comes back signed.") % {"number": prepared.number}
    new = renew_certificate(certificate=paper, by=by, at=at)
    return _("Number %(number)s follows it, and the holder is told.") % {"number": new.number}


def _confirm(paper: Certificate, form: ConfirmForm, by: User, at: dt.datetime) -> str:
    reason = form.cleaned_data["reason"]
    if _officer_signs(paper.issuer):
        prepared = prepare_confirmation(certificate=paper, reason=reason, by=by, at=at)
        if isinstance(prepared, PreparedConfirmation):
            return _("Confirmation number %(number)s is prepared. The holder gets it when it comes back signed.") % {
                "number": prepared.number
            }
        return _confirmed(prepared)
    return _confirmed(confirm_certificate(certificate=paper, reason=reason, by=by, at=at))


def _confirmed(confirmation: Confirmation) -> str:
    return _("Confirmation number %(number)s is ready, and the holder is told.") % {"number": confirmation.number}


ACTS: dict[str, Act] = {
    act.slug: act
    for act in (
        Act(
            slug="tam-dung",
            verb=Verb.SUSPEND,
            title=gettext_lazy("Suspend"),
            lead=gettext_lazy(
                "While you examine it, the paper does not count. It can be lifted at any time; "
                "what the paper counted for before stays counted."
            ),
            button=gettext_lazy("Suspend the paper"),
            icon="lock",
            form=SuspendForm,
            offered=lambda now: not (now.ended or now.expired or now.suspended),
            perform=_suspend,
        ),
        Act(
            slug="bo-tam-dung",
            verb=Verb.SUSPEND,
            title=gettext_lazy("Lift the suspension"),
            lead=gettext_lazy("The examination found nothing against the paper: it counts again from today on."),
            button=gettext_lazy("Let it count again"),
            icon="check",
            form=LiftForm,
            offered=lambda now: now.suspended,
            perform=_lift,
        ),
        Act(
            slug="cap-lai",
            verb=Verb.REPLACE,
            title=gettext_lazy("Replace"),
            lead=gettext_lazy(
                "A corrected paper is issued with the records of today and a number of its own. "
                "The old number answers “replaced by” from now on; this cannot be undone."
            ),
            button=gettext_lazy("Issue the corrected paper"),
            icon="doc-full-inverse",
            form=ReplaceForm,
            offered=lambda now: now.may_be_corrected,
            perform=_replace,
        ),
        Act(
            slug="gia-han",
            verb=Verb.RENEW,
            title=gettext_lazy("Renew"),
            lead=gettext_lazy(
                "A new paper is issued for the same course, with a number and a term of its own, "
                "without learning again. The old one runs out on its day."
            ),
            button=gettext_lazy("Issue the new paper"),
            icon="rotate",
            form=RenewForm,
            offered=lambda now: now.may_be_renewed,
            perform=_renew,
        ),
        Act(
            slug="xac-nhan",
            verb=Verb.CONFIRM,
            title=gettext_lazy("Confirm a lost paper"),
            lead=gettext_lazy(
                "A paper is issued once. Who has lost it gets a signed confirmation from the register, "
                "which counts in its place; the number of the paper stays the same."
            ),
            button=gettext_lazy("Issue the confirmation"),
            icon="doc-full",
            form=ConfirmForm,
            offered=lambda now: not (now.ended or now.suspended),
            perform=_confirm,
        ),
        Act(
            slug="thu-hoi",
            verb=Verb.REVOKE,
            title=gettext_lazy("Revoke"),
            lead=gettext_lazy("The paper does not count any more, for ever. The holder reads the reason and the day."),
            button=gettext_lazy("Revoke the paper"),
            icon="cross",
            form=RevokeForm,
            offered=lambda now: not now.ended,
            perform=_revoke,
            grave=True,
        ),
    )
}
