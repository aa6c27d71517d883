"""Questions in the reader's language. The key stays the question's own."""

from collections.abc import Sequence

from courses.drawn import Drawn
from courses.languages import source_language
from courses.models import Question, QuestionWords


def put_into_words(questions: Sequence[Drawn], language: str) -> None:
    """Give `questions`, as drawn from the bank, the words of `language` where there are any.

    Those in memory change, never the database. One query, none for the language questions are written in. A
    translation whose lines do not match the options any more is passed by: better the source than a wrong answer.
    """
    if language == source_language():
        return
    wanted = QuestionWords.objects.filter(question__in=[question.pk for question in questions], language=language)
    found = {words.question_id: words for words in wanted}
    for question in questions:
        if words := found.get(question.pk):
            _wear(question, words)


def _wear(question: Drawn, words: QuestionWords) -> None:
    options = question.options
    texts, matches = words.option_lines, words.match_lines
    if question.type == Question.Type.SHORT_TEXT:
        question.further_accepted = texts
    elif question.type != Question.Type.NUMBER:
        named = [option for option in options if option.text]
        matched = [option for option in options if option.match]
        if len(texts) != len(named) or len(matches) != len(matched):
            return
        for option, text in zip(named, texts, strict=True):
            option.text = text
        for option, text in zip(matched, matches, strict=True):
            option.match = text
    question.text = words.text
    question.explanation = words.explanation or question.explanation
