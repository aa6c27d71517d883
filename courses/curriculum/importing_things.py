"""What all parts of an import share: the course, what its files name, and how many things were new or changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from courses.curriculum.named import Named
from courses.curriculum.reader import BadCurriculum
from courses.curriculum.vocabulary import Vocabulary
from courses.models import CoursePage


@dataclass
class Imported:
    """What an import did, in numbers of pages, questions, terms and files."""

    course: CoursePage
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def count(self, *, is_new: bool, is_changed: bool) -> None:
        if is_new:
            self.new += 1
        elif is_changed:
            self.changed += 1
        else:
            self.unchanged += 1


@dataclass
class Import:
    """One import under way.

    `top` is the front page, below which paths of links begin. `keys` are those of what the files name. `fresh`
    are pages added in this import before their text could be written, because others link to them.
    """

    folder: Path
    vocabulary: Vocabulary
    outcome: Imported
    top: Page
    keys: dict[Named, int] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)

    @property
    def course(self) -> CoursePage:
        return self.outcome.course

    def count(self, *, is_new: bool, is_changed: bool) -> None:
        self.outcome.count(is_new=is_new, is_changed=is_changed)

    def key_of(self, named: Named) -> int:
        return self.keys[named]

    def page_of(self, path: str) -> int:
        """The page at `path` below the front page (`/khoa-hoc/…/`). Raises BadCurriculum."""
        page = Page.objects.filter(url_path=f"{self.top.url_path.rstrip('/')}/{path.strip('/')}/").first()
        if page is None:
            raise BadCurriculum([f"{self.folder.name}: a text links to the page {path}, which is not there"])
        return int(page.pk)


def put(row: Model, values: Mapping[str, Any]) -> bool:
    """Set the fields that differ; whether any did."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)
