"""A class is put on the roll of an exam: looked at first, then done in one step."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from classes.cohorts.entering import NobodyMaySit, enter_class, exam_and_class, who_may_sit
from classes.cohorts.rights import NotYours
from classes.models import ExamSession
from classes.moving import NotNow


@require_http_methods(["GET", "HEAD", "POST"])
def from_class(request: SignedInRequest, pk: int, cohort: int) -> HttpResponse:
    """Who of the class gets which seat, and who none and why; then the roll."""
    session, found = exam_and_class(request.user, pk, cohort)
    if request.method == "POST":
        try:
            entered = enter_class(cohort=found, session=session, by=request.user, at=timezone.now())
        except (NobodyMaySit, NotNow, NotYours) as refusal:
            messages.error(request, str(refusal))
        else:
            count = len(entered.entries)
            words = ngettext("%(count)d person was entered and told.", "%(count)d people were entered and told.", count)
            messages.success(request, words % {"count": count})
        return redirect("classes:from_class", session.pk, found.pk)
    sees_exam = ExamSession.objects.visible_to(request.user).filter(pk=session.pk).exists()
    here = (_("Roll from a class"), "")
    up = (session.title, reverse("classes:session", args=[session.pk])) if sees_exam else None
    trail = [up or (found.title, reverse("classes:cohort", args=[found.pk])), here]
    context = {
        "session": session,
        "cohort": found,
        "prospect": who_may_sit(found, session, on=timezone.localdate()),
        "sees_exam": sees_exam,
        "crumbs": trail,
    }
    return render(request, "classes/from_class.html", context)
