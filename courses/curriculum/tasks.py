"""Tasks as files: the front matter says what to hand in and how it is marked, the text what to do."""

from dataclasses import dataclass
from typing import Any

from courses.curriculum.block_writing import as_yaml, write_body
from courses.curriculum.blocks import BadBlock, body_of
from courses.curriculum.importing_things import Import
from courses.curriculum.lesson_files import says_the_same, with_known_ids
from courses.curriculum.named import Names, resolved
from courses.curriculum.reader import Reader
from courses.curriculum.step_pages import page_for, put_step
from courses.models import Criterion, CriterionLevel, TaskPage
from courses.models.tasks import FILE_KINDS
from courses.task_body import TaskBody

TASK_KEYS = ["title", "slug", "minutes", "summary", "rubric"]
# The words of the front matter for the kinds of files, and the field of each.
KINDS = {name.removeprefix("takes_"): name for name in FILE_KINDS}
_NUMBERS = {
    "due_days": (1, 1000),
    "marking_days": (1, 60),
    "files": (1, 20),
    "pass_percent": (1, 100),
    "tries": (0, 100),
}


@dataclass(frozen=True)
class TaskFile:
    """A task as its file says it. `fields` are those of the page; `rubric`: (title, [(points, text), …])."""

    file: str
    slug: str
    fields: dict[str, Any]
    body: list[dict[str, Any]]
    rubric: list[tuple[str, list[tuple[int, str]]]]


def read_task(reader: Reader, name: str) -> TaskFile | None:
    """The task in the file `name`; None after telling the reader every fault."""
    text = reader.text(name)
    if text is None:
        return None
    head, mark, body = text.removeprefix("---\n").partition("\n---\n")
    if not mark:
        reader.fault(name, "front matter must stand between two lines of ---")
        return None
    facts: Any = reader.yaml(name, head)
    if not reader.require(name, facts, TASK_KEYS):
        return None
    faults = len(reader.problems)
    blocks = _body(reader, name, facts, body, head.count("\n") + 4)
    fields = _fields(reader, name, facts)
    rubric = [row for row in (_row(reader, name, row) for row in reader.items(name, facts, "rubric", least=1)) if row]
    if len(reader.problems) > faults:
        return None
    return TaskFile(name, facts["slug"], fields, blocks, rubric)


def _body(reader: Reader, name: str, facts: dict[str, Any], body: str, line: int) -> list[dict[str, Any]]:
    try:
        blocks = body_of(body, seed=f"{reader.folder.name}/{facts['slug']}", first_line=line)
    except BadBlock as error:
        reader.fault(name, str(error))
        return []
    known = TaskBody().child_blocks
    for kind in sorted({block["type"] for block in blocks} - known.keys()):
        reader.fault(name, f"a task has no block :::{kind}; there are {', '.join(sorted(known))}")
    return blocks


def _fields(reader: Reader, name: str, facts: dict[str, Any]) -> dict[str, Any]:
    reader.number(name, facts, "minutes")
    for key, (least, most) in _NUMBERS.items():
        if key in facts:
            reader.number(name, facts, key, least=least, most=most)
    wanted = {"wanted": facts.get("hand_in", TaskPage.Wanted.EITHER.value)}
    reader.choice(name, wanted, "wanted", TaskPage.Wanted.values)
    kinds = facts.get("kinds", ["documents", "sheets", "pictures"])
    for kind in kinds:
        reader.choice(name, {"kind": kind}, "kind", KINDS)
    return {
        "title": facts["title"],
        "minutes": facts["minutes"],
        "summary_line": facts["summary"],
        "required": bool(facts.get("required", True)),
        **wanted,
        **{field: kind in kinds for kind, field in KINDS.items()},
        "files_allowed": facts.get("files"),
        "due_days": facts.get("due_days"),
        "marking_days": facts.get("marking_days"),
        "pass_percent": facts.get("pass_percent", 50),
        "tries_allowed": facts.get("tries", 0),
    }


def _row(reader: Reader, name: str, row: Any) -> tuple[str, list[tuple[int, str]]] | None:
    if not reader.require(f"{name} rubric", row, ["criterion", "levels"]):
        return None
    levels = []
    for level in reader.items(f"{name} rubric", row, "levels", least=2):
        if reader.require(f"{name} rubric level", level, ["points", "text"]):
            reader.number(f"{name} rubric level", level, "points", least=0, most=100)
            levels.append((level["points"], str(level["text"])))
    return str(row["criterion"]), levels


def bring_task(task: TaskFile, work: Import) -> tuple[TaskPage, bool]:
    """The task's page with what the file says, and whether that is anything new. The caller saves it."""
    page = page_for(TaskPage, task.slug, work)
    changed = put_step(page, task.fields)
    body = resolved(task.body, work.key_of, work.page_of)
    stored = [dict(block) for block in page.instructions.raw_data]
    if not says_the_same(stored, body):
        changed = True
        page.instructions = with_known_ids(body, stored)
    held = [
        (criterion.title, [(level.points, level.text) for level in criterion.levels.all()])
        for criterion in page.criteria.all()
    ]
    if held != task.rubric:
        changed = True
        page.criteria = [_criterion(place, title, levels) for place, (title, levels) in enumerate(task.rubric)]
    return page, changed


def _criterion(place: int, title: str, levels: list[tuple[int, str]]) -> Criterion:
    criterion = Criterion(title=title, sort_order=place)
    criterion.levels = [
        CriterionLevel(points=points, text=text, sort_order=order) for order, (points, text) in enumerate(levels)
    ]
    return criterion


def write_task(page: TaskPage, names: Names) -> str:
    """The task's file. Raises CannotWrite."""
    facts: dict[str, Any] = {
        "title": page.title,
        "slug": page.slug,
        "minutes": page.minutes,
        "summary": page.summary_line,
        "required": page.required,
        "hand_in": str(page.wanted),
        "kinds": [kind for kind, field in KINDS.items() if getattr(page, field)],
        "files": page.files_allowed,
        "due_days": page.due_days,
        "marking_days": page.marking_days,
        "pass_percent": page.pass_percent,
        "tries": page.tries_allowed,
        "rubric": [
            {
                "criterion": criterion.title,
                "levels": [{"points": level.points, "text": level.text} for level in criterion.levels.all()],
            }
            for criterion in page.criteria.all()
        ],
    }
    head = as_yaml({key: value for key, value in facts.items() if value is not None})
    return f"---\n{head}---\n{write_body([dict(block) for block in page.instructions.raw_data], names)}"
