"""`manage.py makemessages`, without guesses: a sentence that only resembles an old one waits for a translator."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
