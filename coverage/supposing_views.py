"""The page that answers “what if these people achieve”."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from coverage import presenting
from coverage.asking import find_target, for_overseers, question_of
from coverage.counting import count
from coverage.forms import ShareForm
from coverage.ruling import as_of
from coverage.supposing import suppose


@for_overseers
def supposition(request: HttpRequest, code: str) -> HttpResponse:
    """The figure should the missing people of the ticked agencies achieve: all of them, or a part."""
    asked = question_of(request)
    found = as_of(find_target(code), asked.day)
    counted = count(found, day=asked.day, agency=asked.agency)
    missing = [row.code for row in counted.rows if row.missing]
    # The first visit supposes that everyone achieves; afterwards an empty choice is a choice.
    chosen = request.GET.getlist("cho") if "gia-dinh" in request.GET else missing
    share = ShareForm(request.GET if "gia-dinh" in request.GET else None)
    part = share.cleaned_data["phan"] if share.is_bound and share.is_valid() else 100
    context = {
        "asked": asked,
        "counted": counted,
        "chosen": set(chosen),
        "share": share,
        "supposed": suppose(counted, chosen, share=part),
        "crumbs": presenting.crumbs(found.code, asked=presenting.question(asked.day, asked.agency), last=_("What if")),
        "keep": list(presenting.question(asked.day, asked.agency).items()),
    }
    return render(request, "coverage/supposition.html", context)
