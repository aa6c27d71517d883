"""After a restore from a backup: erases the data of people that were erased since it was made."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.erasing import CannotErase, erase_again
from accounts.models import User
from accounts.personal_data import CannotEraseNow


class Command(BaseCommand):
    help = "Erase once more, at once, whom the log says were erased. Before the site opens again. May run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("people", nargs="+", type=int, help="Numbers, as in “The data of person N were erased.”")
        parser.add_argument("--by", required=True, help="User name of the officer who answers for it.")

    def handle(self, *args: Any, people: list[int], by: str, **options: Any) -> None:
        officer = User.objects.filter(username=by).first()
        if officer is None:
            raise CommandError("There is no such user.")
        for number in people:
            person = User.objects.filter(pk=number).first()
            if person is None:
                self.stdout.write(f"{number}: not there, so there is nothing to erase.")
                continue
            try:
                done = erase_again(person=person, by=officer, at=timezone.now())
            except (CannotErase, CannotEraseNow) as refusal:
                raise CommandError(f"{number}: {refusal}") from refusal
            self.stdout.write(f"{number}: {'erased.' if done else 'was erased before.'}")
