"""Reading a file of questions of any of our formats into drafts."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from courses.bank.drafts import CannotRead, Reading
from courses.bank.opening import Format, open_file
from courses.bank.reading_gift import read_gift
from courses.bank.reading_moodle import read_moodle
from courses.bank.reading_qti import read_qti_item, read_qti_package
from courses.bank.reading_xlsx import read_xlsx


@dataclass(frozen=True)
class ReadFile:
    """A file and what it says."""

    format: Format
    reading: Reading


def read_questions(name: str, content: bytes) -> ReadFile:
    """The questions in a file, its format known by name and content. Raises CannotRead."""
    opened = open_file(name, content)
    if opened.archive is not None:
        with opened.archive as archive:
            reading = read_xlsx(archive) if opened.format == "xlsx" else read_qti_package(archive)
    elif opened.format == "moodle":
        reading = read_moodle(opened.text)
    elif opened.format == "gift":
        reading = read_gift(opened.text)
    else:
        reading = read_qti_item(opened.text)
    found = len(reading.drafts) + len(reading.faults)
    if not found:
        raise CannotRead(_("The file holds no question."))
    if found > settings.IMPORT_MOST_QUESTIONS:
        raise CannotRead(
            _("The file holds more than %(count)d questions. Split it.") % {"count": settings.IMPORT_MOST_QUESTIONS}
        )
    return ReadFile(opened.format, reading)
