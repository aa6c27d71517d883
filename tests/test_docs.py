"""What is written about the site is true: settings, links, log-ins, commands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from lms.demo.cast import MEMBERS, demo_password

ROOT = Path(settings.BASE_DIR)
README = ROOT / "README.md"
DOCS = [README, *sorted((ROOT / "docs").rglob("*.md"))]
READERS = {"env_text", "env_bool", "env_int", "env_list", "env_secret"}
CODE = ["lms", *settings.HOUSE, "benchmarks", "deploy"]
SHELL = [*sorted((ROOT / "scripts").iterdir()), ROOT / "deploy/entry", ROOT / "Makefile"]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def python_files() -> Iterator[Path]:
    for folder in CODE:
        yield from sorted((ROOT / folder).rglob("*.py"))


def variables_read() -> set[str]:
    """Names that Python reads through kit.env, and that shell scripts take a default for."""
    names: set[str] = set()
    for path in python_files():
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS and node.args:
                name = node.args[0]
                if isinstance(name, ast.Constant):
                    names.add(str(name.value))
    for path in SHELL:
        names |= set(re.findall(r"\$\{(LMS_\w+):-", text_of(path)))
    return names


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    documented = set(re.findall(r"^\| `(LMS_\w+)` \|", text_of(ROOT / "docs/settings.md"), re.MULTILINE))
    assert documented == variables_read()


def test_environment_is_read_through_kit_env_only() -> None:
    """So that the test above sees every name. The benchmark and the entry points set variables; they read none."""
    reading = re.compile(r"""os\.(environ\.get\(|getenv\(|environ\[)\s*["']LMS_""")
    assert [str(path) for path in python_files() if reading.search(text_of(path))] == []


def test_every_variable_of_compose_is_documented() -> None:
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text_of(ROOT / "compose.yaml")))
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text_of(ROOT / "docs/operations.md"), re.MULTILINE))
    assert documented == used


def links(path: Path) -> Iterator[str]:
    prose = re.sub(r"```.*?```", "", text_of(path), flags=re.DOTALL)
    yield from re.findall(r"\]\(([^)\s]+)\)", prose)


def anchors(path: Path) -> set[str]:
    """The anchors a reader's browser makes of the headings: lower case, punctuation dropped, spaces as hyphens."""
    headings = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    lost = []
    for link in links(document):
        if "://" in link or link.startswith("mailto:"):
            continue
        file, _, anchor = link.partition("#")
        target = (document.parent / file).resolve() if file else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [README]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.exists():
            continue
        reached.add(page)
        for link in links(page):
            target = (page.parent / link.partition("#")[0]).resolve()
            waiting += sorted(target.glob("*.md")) if target.is_dir() else [target] if target.suffix == ".md" else []
    assert [str(path) for path in DOCS if path not in reached] == []


def test_readme_is_short() -> None:
    assert len(text_of(README).splitlines()) < 120


def test_readme_lists_the_whole_cast_and_their_password() -> None:
    logins = re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", text_of(README), re.MULTILINE)
    names = {username: who.partition(",")[0] for username, who in logins if username != "admin"}
    assert names == {member.username: member.full_name for member in MEMBERS if member.username != "admin"}
    assert ("admin", "administrator") in logins
    assert f"`{demo_password()}`" in text_of(README)


def test_readme_names_only_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", text_of(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", text_of(README))) <= targets


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
