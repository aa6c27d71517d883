"""What somebody hands in to be checked: a PDF. It is judged by its bytes."""

import datetime as dt

from certificates.models import Check
from certificates.verifying import Answer, answer_for_pdf


def answer_for_file(content: bytes, day: dt.date) -> tuple[Answer, Check.Way]:
    """The answer on `day`, and what kind of thing was handed in."""
    return answer_for_pdf(content, day), Check.Way.FILE
