"""What the site knows of the people and agencies of a roster, asked in a few questions however long the list is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from django.db.models import QuerySet

from accounts.models import User
from kit.text import fold
from workforce.models import Agency, Employment, Position, StaffCode, lies_in
from workforce.roster.cells import without_zeros
from workforce.roster.reading import Line
from workforce.roster.rights import branches_cared_for

# So many values stand in one question; SQLite takes 32,766.
CHUNK = 5_000
Item = TypeVar("Item")


class Person(NamedTuple):
    pk: int
    username: str
    full_name: str
    name_key: str
    email: str | None
    phone: str | None
    birth_date: dt.date | None
    password: str
    last_login: dt.datetime | None
    is_superuser: bool

    @property
    def is_activated(self) -> bool:
        """Whether the account is in its owner's hands: then its addresses are theirs to change, and nobody else's."""
        return self.last_login is not None or self.is_superuser or not self.password.startswith("!")


class Job(NamedTuple):
    pk: int
    person_id: int
    agency_id: int
    path: str
    position_id: int
    category: str
    is_it_staff: bool
    is_leader: bool
    starts_on: dt.date
    ends_on: dt.date | None

    def runs_on(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)


class Place(NamedTuple):
    """An agency of the branch; a body that was renamed or moved is one of `former_paths` and then another."""

    pk: int
    path: str
    code: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None
    former_paths: str

    def exists_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)


def chunks(items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


class Known:
    """Agencies of the branch, positions, everybody who ever worked there, and whoever the lines name by a key."""

    def __init__(self, agency: Agency, by: User, lines: Iterable[Line]) -> None:
        self.agency = agency
        self.cared_for = tuple(branches_cared_for(by))
        self.places = {place.pk: place for place in _places(agency)}
        self.positions = {pk: (code, name) for pk, code, name in Position.objects.values_list("pk", "code", "name")}
        self.place_by_word = _words_of_places(self.places.values())
        self.position_by_word = _by_word((pk, code, name) for pk, (code, name) in self.positions.items())
        self._load_people(list(lines))

    def _load_people(self, lines: list[Line]) -> None:
        branch = User.objects.filter(pk__in=Employment.objects.within(self.agency).values("person"))
        self.people = {person.pk: person for person in _people(branch)}
        self.of_branch = frozenset(self.people)
        for key in ("username", "email", "phone"):
            held = {getattr(person, key) for person in self.people.values()}
            wanted = sorted({line.values[key] for line in lines if key in line.values} - held)
            for part in chunks(wanted):
                found = _people(User.objects.filter(**{f"{key}__in": part}))
                self.people |= {person.pk: person for person in found}
        self.by_key = {
            key: {getattr(person, key): person.pk for person in self.people.values() if getattr(person, key)}
            for key in ("username", "email", "phone")
        }
        self.by_name: dict[str, list[int]] = defaultdict(list)
        for pk in sorted(self.of_branch):
            self.by_name[self.people[pk].name_key].append(pk)
        self._load_jobs()
        self._load_codes()

    def _load_jobs(self) -> None:
        self.jobs: dict[int, list[Job]] = defaultdict(list)
        branch = Employment.objects.within(self.agency).values("person")
        self._add_jobs(Employment.objects.filter(person__in=branch))
        for part in chunks(sorted(self.people.keys() - self.of_branch)):
            self._add_jobs(Employment.objects.filter(person__in=part))

    def _add_jobs(self, jobs: "QuerySet[Employment]") -> None:
        fields = [name if name != "path" else "agency__path" for name in Job._fields]
        for row in jobs.order_by("starts_on").values_list(*fields).iterator(chunk_size=CHUNK):
            job = Job(*row)
            self.jobs[job.person_id].append(job)

    def _load_codes(self) -> None:
        codes = StaffCode.objects.filter(lies_in(self.agency, "agency__"))
        self.codes: dict[tuple[int, str], int] = {}
        self.code_anywhere: dict[str, set[int]] = defaultdict(set)
        self.codes_of: dict[int, set[str]] = defaultdict(set)
        for agency, code, person in codes.order_by("pk").values_list("agency", "code", "person"):
            self.codes[agency, code] = person
            self.codes_of[person].add(code)
            for word in {code, without_zeros(code)}:
                self.code_anywhere[word].add(person)

    def cares_for(self, path: str) -> bool:
        """Whether the officer may change the staff of the agency at `path`."""
        return path.startswith(self.cared_for)

    def places_meant(self, typed: str, *days: dt.date) -> list[Place]:
        """The agencies of the branch that `typed` names; of several those that exist on the first of `days` with any.

        An agency that ended may share its name with the one that took over, or with itself in another place.
        """
        places = [self.places[pk] for pk in found_by(typed, self.place_by_word)]
        if len(places) < 2:
            return places
        there = ([place for place in places if place.exists_on(day)] for day in days)
        return next((found for found in there if found), [])


def agencies_named(agency: Agency, lines: Iterable[Line]) -> set[int]:
    """The agencies of the branch that the lines may mean, `agency` among them. One query."""
    by_word = _words_of_places(_places(agency))
    typed = {line.values["agency"] for line in lines if "agency" in line.values}
    return {agency.pk}.union(*(found_by(word, by_word) for word in typed))


def found_by(word: str, among: Mapping[str, set[int]]) -> set[int]:
    """Who or what a typed word may mean: as it is written first, then without accents."""
    return among.get(word) or among.get(fold(word)) or set()


def _words_of_places(places: Iterable[Place]) -> dict[str, set[int]]:
    """By code and name; whoever still calls a body as it was called before means it as it is now."""
    all_places = list(places)
    at = {place.path: place for place in all_places}
    called = [(place.pk, place.code, place.name) for place in all_places]
    for place in all_places:
        before = (at[path] for path in place.former_paths.split() if path in at)
        called += [(place.pk, earlier.code, earlier.name) for earlier in before]
    return _by_word(called)


def _places(agency: Agency) -> Iterator[Place]:
    """The branch on any day: where the body has moved or was renamed, as it stood before too."""
    for row in Agency.objects.filter(lies_in(agency)).values_list(*Place._fields):
        yield Place(*row)


def _people(people: "QuerySet[User]") -> Iterator[Person]:
    for row in people.values_list(*Person._fields).iterator(chunk_size=CHUNK):
        yield Person(*row)


def _by_word(things: Iterable[tuple[int, str, str]]) -> dict[str, set[int]]:
    """Who is meant by a code, a code that lost its zeros, or a name with or without accents."""
    words: dict[str, set[int]] = defaultdict(set)
    exact: dict[str, set[int]] = defaultdict(set)
    for pk, code, name in things:
        exact[code].add(pk)
        for word in {without_zeros(code), fold(name), fold(code)}:
            words[word].add(pk)
    return words | exact
