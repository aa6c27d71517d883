"""What somebody hands in to be checked: the PDF of a paper, or its digital credential. Judged by its bytes."""

import datetime as dt

from certificates.credentials.reading import answer_for_credential
from certificates.models import Check
from certificates.verifying import Answer, answer_for_pdf

# A PDF may begin with other bytes; readers look for its mark within the first 1024 (ISO 32000, Annex H).
PDF_MARK, PDF_MARK_WITHIN = b"%PDF-", 1024


def answer_for_file(content: bytes, day: dt.date) -> tuple[Answer, Check.Way]:
    """The answer on `day`, and what kind of thing was handed in."""
    if PDF_MARK in content[:PDF_MARK_WITHIN]:
        return answer_for_pdf(content, day), Check.Way.FILE
    return answer_for_credential(content, day), Check.Way.CREDENTIAL
