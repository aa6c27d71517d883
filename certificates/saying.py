"""The answer about a paper as one sentence, for where there is no page."""

from django.utils.translation import gettext as _

from certificates.verifying import (
    Altered,
    Answer,
    Expired,
    NotOurs,
    Replaced,
    Revoked,
    Unknown,
    Unregistered,
    Valid,
)


def sentence_for(answer: Answer) -> str:
    """What to tell a person who asked, in the language that is active."""
    match answer:
        case Valid(paper=paper):
            return _("Real and in force: number %(number)s, given to %(holder)s.") % vars(paper)
        case Expired(paper=paper):
            words = {**vars(paper), "day": f"{paper.last_day:%d/%m/%Y}"}
            return _("Real, but expired: number %(number)s, given to %(holder)s, was in force until %(day)s.") % words
        case Revoked(paper=paper, on=day, reason=reason):
            words = {**vars(paper), "day": f"{day:%d/%m/%Y}", "reason": reason}
            return _("Revoked on %(day)s: number %(number)s, given to %(holder)s. Reason: %(reason)s.") % words
        case Replaced(paper=paper, number=newer):
            return _("Number %(number)s was replaced by number %(newer)s.") % {**vars(paper), "newer": newer}
        case Altered():
            return _("The file was changed after it was signed. Do not accept it.")
        case Unregistered():
            return _("The signature is ours, but the paper is not in the register. Do not accept it.")
        case NotOurs():
            return _("This file does not bear our signature.")
        case Unknown():
            return _("No paper bears this code.")
