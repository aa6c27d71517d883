"""The figures of a question in words and bars that its author understands."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.bank.statistics import Flag
from courses.models import QuestionStatistics
from courses.rules import percent


@dataclass(frozen=True)
class Bar:
    """How often an answer was taken: of `answers`, `count`, which is `percent` of them, cut."""

    text: str
    correct: bool
    count: int
    percent: int


@dataclass(frozen=True)
class Told:
    """What the panel of a question says."""

    headline: str
    advice: list[str]
    telling: str
    bars: list[Bar]
    figures: QuestionStatistics


def tell(figures: QuestionStatistics) -> Told:
    """The figures as sentences."""
    share = percent(part=figures.right, whole=figures.answers) if figures.answers else 0
    few = figures.answers < settings.QUESTION_LEAST_ANSWERS
    answers = ngettext("%(count)d answer", "%(count)d answers", figures.answers) % {"count": figures.answers}
    headline = _("%(percent)d %% answered rightly, of %(answers)s.") % {"percent": share, "answers": answers}
    advice = [str(_ADVICE[Flag(name)]()) for name in figures.flag_names if name in Flag.values]
    if few:
        advice = [
            _("Too few answers to judge by: at least %(count)d are needed.")
            % {"count": settings.QUESTION_LEAST_ANSWERS}
        ]
    elif not advice:
        advice = [_("Nothing stands out: the question does its work.")]
    return Told(headline, advice, _telling(figures), _bars(figures), figures)


def _telling(figures: QuestionStatistics) -> str:
    value = figures.discrimination
    if value is None:
        return _("Whether it tells who knows cannot be said yet: all answered alike.")
    if value < 0:
        return _("Those who do well in the rest of the test get this question wrong more often.")
    if value < settings.QUESTION_LEAST_DISCRIMINATION:
        return _("It hardly tells those who know from those who do not.")
    return _("Those who do well in the rest of the test also get this question right.")


def _bars(figures: QuestionStatistics) -> list[Bar]:
    return [
        Bar(
            text=choice["text"],
            correct=choice["correct"],
            count=choice["count"],
            percent=min(100, percent(part=choice["count"], whole=figures.answers)) if figures.answers else 0,
        )
        for choice in figures.choices
    ]


_ADVICE = {
    Flag.TOO_HARD: lambda: _("This question is too hard, or its words mislead. Read it once more."),
    Flag.TOO_EASY: lambda: _("This question is too easy: nearly everyone knows the answer."),
    Flag.MISLEADING: lambda: _("A wrong answer is taken more often than the right one. Is the key right?"),
    Flag.NOT_TELLING: lambda: _("It does not tell those who know from those who do not."),
    Flag.IDLE_OPTION: lambda: _("One answer is never taken. Put a likelier one in its place."),
}


def short(figures: QuestionStatistics | None) -> str:
    """“84 % · 312” for a list: share right and answers."""
    if figures is None or not figures.answers:
        return "–"
    return f"{percent(part=figures.right, whole=figures.answers)} % · {figures.answers}"
