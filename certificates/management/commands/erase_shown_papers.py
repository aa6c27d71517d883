"""Erases what is kept of a person's papers beside the register: credentials, links, sentences for the file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from certificates.erasing import erase_beyond_the_register


class Command(BaseCommand):
    help = "Erase, for good, what others could fetch about a person's papers. The register stays. May run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="User name of whose papers.")
        parser.add_argument("--by", required=True, help="User name of the officer who answers for it.")

    def handle(self, *args: Any, person: str, by: str, **options: Any) -> None:
        names = {user.username: user for user in User.objects.filter(username__in=[person, by])}
        if len(names) != len({person, by}):
            raise CommandError("There is no such user.")
        erased = erase_beyond_the_register(person=names[person], by=names[by], at=timezone.now())
        self.stdout.write(
            f"Erased: {erased.credentials} credentials, {erased.links} links, {erased.sentences} sentences."
        )
