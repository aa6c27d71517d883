"""The end of an exam session: nobody begins any more, what is still open is graded, who did not come is absent."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from classes.invigilating import end_each
from classes.models import ExamSession, RollEntry
from classes.moving import locked, move
from courses.admitting import force_end


def close_session(*, session: ExamSession, by: User, at: dt.datetime) -> ExamSession:
    """Close the session for good; harmless twice, and a second call finishes what a broken first one left.

    First the door is shut and that is committed; then each open attempt is ended. Raises NotNow.
    """
    session = _shut(session, by=by, at=at)
    reason = _("The exam was closed.")
    end_each(session, lambda entry: entry.attempt and force_end(attempt=entry.attempt, by=by, at=at, reason=reason))
    return session


@transaction.atomic
def _shut(session: ExamSession, *, by: User, at: dt.datetime) -> ExamSession:
    session = locked(session)
    session = move(session=session, to=ExamSession.State.CLOSED, by=by, at=at)
    session.entries.filter(state=RollEntry.State.EXPECTED).update(state=RollEntry.State.ABSENT)
    return session
