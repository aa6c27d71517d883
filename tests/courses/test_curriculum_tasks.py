"""Tasks as files of the curriculum: read whole, imported twice alike, every fault named."""

import shutil
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from courses.curriculum.importing import import_course
from courses.curriculum.reading import BadCurriculum, read_course
from courses.curriculum.tasks import TaskFile
from courses.models import CriterionLevel, TaskPage
from home.models import HomePage
from tests.conftest import MATERIAL

TASK = """---
title: Viết một trang
slug: viet-mot-trang
minutes: 20
summary: Viết.
required: false
hand_in: files
kinds: [documents]
files: 1
tries: 3
rubric:
  - criterion: Rõ ràng
    levels:
      - {points: 4, text: Rõ}
      - {points: 0, text: Chưa}
---
Hãy viết **một trang**.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small course with a task between its lessons."""
    copy = tmp_path / "khoa-thu"
    shutil.copytree(MATERIAL / "khoa-thu", copy)
    facts = yaml.safe_load((copy / "course.yaml").read_text(encoding="utf-8"))
    facts["steps"].insert(1, {"task": "bai.md"})
    (copy / "course.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    (copy / "bai.md").write_text(TASK, encoding="utf-8")
    return copy


def test_task_is_imported_and_a_second_time_changes_nothing(folder: Path, site: HomePage, frameworks: None) -> None:
    course = import_course(folder).course
    task = TaskPage.objects.get()
    assert (task.title, task.required, task.wanted, task.tries_allowed) == ("Viết một trang", False, "files", 3)
    assert (task.endings, task.most_files, task.promised_days) == (["docx", "odt", "pdf"], 1, 5)
    assert [block.block_type for block in task.instructions] == ["text"]
    assert list(CriterionLevel.objects.values_list("criterion__title", "points", "text")) == [
        ("Rõ ràng", 4, "Rõ"),
        ("Rõ ràng", 0, "Chưa"),
    ]
    slugs = [page.slug for page in course.get_children().live()]
    assert slugs == ["mot", "viet-mot-trang", "hai", "bai-kiem-tra"]
    again = import_course(folder)
    assert (again.new, again.changed) == (0, 0)


def test_changed_rubric_is_imported(folder: Path, site: HomePage, frameworks: None) -> None:
    import_course(folder)
    (folder / "bai.md").write_text(TASK.replace("points: 4", "points: 6"), encoding="utf-8")
    assert import_course(folder).changed == 1
    assert sorted(CriterionLevel.objects.values_list("points", flat=True)) == [0, 6]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("slug: viet-mot-trang\n", "", "missing slug"),
        ("hand_in: files", "hand_in: anything", "unknown wanted anything"),
        ("[documents]", "[films]", "unknown kind films"),
        ("files: 1", "files: 99", "files must be a whole number from 1 to 20, not 99"),
        ("points: 4", "points: nhiều", "points must be a whole number"),
        ("      - {points: 0, text: Chưa}\n", "", "levels must be a list of at least 2"),
        ("Hãy viết", ":::check\nquestion: x\noptions: []\n:::\n\nHãy viết", "a task has no block :::check"),
        ("---\nHãy", "Hãy", "front matter"),
    ],
)
def test_faults_are_named(folder: Path, old: str, new: str, fault: str) -> None:
    assert old in TASK
    (folder / "bai.md").write_text(TASK.replace(old, new), encoding="utf-8")
    with pytest.raises(BadCurriculum, match=fault) as refused:
        read_course(folder)
    assert "khoa-thu/bai.md" in str(refused.value)


def test_data_course_offers_its_task() -> None:
    course = read_course(Path(settings.BASE_DIR) / "curriculum/quan-tri-du-lieu-co-ban")
    (task,) = (step.content for step in course.steps if isinstance(step.content, TaskFile))
    assert (task.fields["required"], sum(levels[0][0] for _title, levels in task.rubric)) == (False, 18)
