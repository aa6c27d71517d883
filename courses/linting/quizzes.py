"""What makes a test one that nobody can pass, or nobody can take."""

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.drawing import fits, tags_of
from courses.linting.findings import Finding, advise, stop
from courses.models import DrawRule, Question, QuizPage

RULES = "id_pass_percent"
DRAWN = "id_draw_rules-FORMS"


def quiz_findings(quiz: QuizPage) -> Iterator[Finding]:
    rules = quiz.preset or quiz
    if not 1 <= (rules.pass_percent or 0) <= 100:
        text = _("The percentage needed to pass must be between 1 and 100.")
        yield stop("pass_percent_impossible", text, RULES)
    if quiz.opens_at and quiz.closes_at and quiz.closes_at <= quiz.opens_at:
        yield stop("closes_before_opens", _("The test closes before it opens. Mend one of the two times."), RULES)
    elif quiz.closes_at and quiz.closes_at <= timezone.now():
        yield advise("closed_already", _("The closing time of the test has passed: nobody can take it."), RULES)
    draw_rules = list(quiz.draw_rules.all())
    if not draw_rules:
        text = _("The test draws no questions. Say how many it draws from the bank.")
        yield stop("no_draw_rules", text, DRAWN)
        return
    bank = Question.objects.filter(course=quiz.course, live=True)
    for number, wanted, left in shortages(draw_rules, list(bank)):
        sentence = _(
            "Rule %(number)s draws %(wanted)s questions, but only %(left)s published questions are sure to be left"
            " for it. Add questions to the bank, or draw fewer."
        )
        yield stop("too_few_questions", sentence % {"number": number, "wanted": wanted, "left": left}, DRAWN)


def shortages(rules: Sequence[DrawRule], bank: Sequence[Question]) -> Iterator[tuple[int, int, int]]:
    """(number from 1, wanted, left) of each rule that can run short: earlier rules may draw from the same pool."""
    tags = tags_of(bank) if any(rule.tag for rule in rules) else {}
    pools = [
        {question.pk for question in bank if fits(question, rule, tags=tags.get(question.pk, frozenset()))}
        for rule in rules
    ]
    for position, rule in enumerate(rules):
        pool = pools[position]
        taken = sum(min(rules[earlier].count or 0, len(pool & pools[earlier])) for earlier in range(position))
        left = max(0, len(pool) - taken)
        if left < (rule.count or 0):
            yield position + 1, rule.count, left
