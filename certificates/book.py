"""The register book: every paper of the issuers an officer keeps, to look up, to take along, to print."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from certificates.models import Certificate, CertificateQuerySet, Suspension
from certificates.rules import last_valid_day
from kit.codes import read_code

# "42", "0042/2026", "0042/2026/GCN-SKHCN".
_NUMBER = re.compile(r"(?P<serial>\d{1,9})(?:/(?P<year>\d{4})(?:/(?P<symbol>\S+))?)?/?")
VALID, EXPIRED, SUSPENDED, REVOKED, REPLACED = "valid", "expired", "suspended", "revoked", "replaced"
STATES: dict[str, Promise] = {
    VALID: gettext_lazy("in force"),
    EXPIRED: gettext_lazy("expired"),
    SUSPENDED: gettext_lazy("suspended"),
    REVOKED: gettext_lazy("revoked"),
    REPLACED: gettext_lazy("replaced"),
}


@dataclass(frozen=True)
class Entry:
    """A line of the book. `remark`: what happened to the paper since, in words."""

    paper: Certificate
    state: str
    last_day: dt.date | None
    remark: str

    @property
    def state_words(self) -> str:
        return str(STATES[self.state])

    @property
    def holder(self) -> str:
        return str(self.paper.words["holder"])

    @property
    def course(self) -> str:
        return str(self.paper.words["course"])


@dataclass(frozen=True)
class Search:
    """What is asked of the book; an empty part asks for nothing. `words`: a name, a number or a code."""

    words: str = ""
    issuer: int | None = None
    course: int | None = None
    year: int | None = None
    state: str = ""


class BookPaginator(Paginator):
    """Pages of the book that count no further than `MOST`: counting a million papers would read them all.

    Whoever looks for an older paper asks for its year, number or holder.
    """

    MOST = 10_000

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.MOST)

    @cached_property
    def is_cut(self) -> bool:
        """Whether there are more than can be paged through."""
        return self._counted > self.MOST

    @cached_property
    def _counted(self) -> int:
        papers: Any = self.object_list
        return int(papers.order_by().values("pk")[: self.MOST + 1].count())


def find_papers(search: Search, *, by: User, on: dt.date) -> CertificateQuerySet:
    """The papers that `search` asks for among those whose register `by` keeps, the newest first."""
    papers = Certificate.objects.kept_by(by).filter(**_asked(search))
    if search.words:
        papers = papers.filter(_named(search.words))
    if search.state:
        papers = papers.filter(_in_state(search.state, on))
    return with_standing(papers).order_by("-issued_on", "-pk")


def with_standing(papers: CertificateQuerySet) -> CertificateQuerySet:
    """`papers` with what `entries` asks of each: `replaced_by`, and `suspended_on` while it is examined."""
    running = Suspension.objects.running().filter(certificate=OuterRef("pk"))
    return papers.select_related("replaced_by").annotate(suspended_on=Subquery(running.values("starts_on")[:1]))


def _asked(search: Search) -> dict[str, Any]:
    asked = {"issuer": search.issuer, "course": search.course, "year": search.year}
    return {name: value for name, value in asked.items() if value is not None}


def _named(words: str) -> Q:
    code = read_code(words)
    if code:
        return Q(code=code)
    number = _NUMBER.fullmatch(words.strip())
    if number:
        # By the columns that number papers, which have an index: no text of a million rows is read.
        asked = {"serial": number["serial"], "year": number["year"], "issuer__symbol__iexact": number["symbol"]}
        return Q(**{name: value for name, value in asked.items() if value}) | Q(person__username=words.strip())
    return Q(person__in=User.objects.matching(words))


def _in_state(state: str, on: dt.date) -> Q:
    """Replaced before revoked before suspended before expired, as the page that answers for a paper says it."""
    is_examined = Q(Exists(Suspension.objects.running().filter(certificate=OuterRef("pk"))))
    is_replaced = Q(Exists(Certificate.objects.filter(replaces=OuterRef("pk"))))
    is_ended, is_over = Q(revoked_on__isnull=False), Q(expires_on__lte=on)
    match state:
        case "replaced":
            return is_replaced
        case "revoked":
            return is_ended & ~is_replaced
        case "suspended":
            return is_examined & ~is_ended
        case "expired":
            return is_over & ~is_ended & ~is_examined
        case _:
            return ~is_ended & ~is_examined & (Q(expires_on=None) | Q(expires_on__gt=on))


def entries(papers: Iterable[Certificate], *, on: dt.date) -> list[Entry]:
    """Lines of the book for `papers`, asked for `with_standing`, as they stand on `on`."""
    return [_entry(paper, on) for paper in papers]


def _entry(paper: Any, on: dt.date) -> Entry:
    last_day = last_valid_day(paper.expires_on) if paper.expires_on else None
    newer = getattr(paper, "replaced_by", None)
    if newer:
        return Entry(paper, REPLACED, last_day, _("replaced by %(number)s") % {"number": newer.number})
    if paper.revoked_on:
        said = _("revoked on %(day)s: %(reason)s") % {
            "day": paper.revoked_on.strftime("%d/%m/%Y"),
            "reason": paper.get_revocation_reason_display(),
        }
        return Entry(paper, REVOKED, last_day, said)
    if paper.suspended_on:
        said = _("suspended since %(day)s while it is examined") % {"day": f"{paper.suspended_on:%d/%m/%Y}"}
        return Entry(paper, SUSPENDED, last_day, said)
    if paper.expires_on and paper.expires_on <= on:
        return Entry(paper, EXPIRED, last_day, "")
    return Entry(paper, VALID, last_day, "")
