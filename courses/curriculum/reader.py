"""Opening the files of a course folder. What is wrong is gathered, with its place, and told at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


class BadCurriculum(Exception):
    """A course folder cannot be imported; `problems` lists each fault as "file: what"."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Reader:
    """A folder and what was found wrong in it. `name` is always the file, or the place in it, to blame."""

    folder: Path
    problems: list[str] = field(default_factory=list)

    def fault(self, name: str, what: str) -> None:
        self.problems.append(f"{name}: {what}")

    def text(self, name: str) -> str | None:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except (FileNotFoundError, IsADirectoryError):
            self.fault(name, "the file is missing")
        except UnicodeDecodeError:
            self.fault(name, "the file is not in UTF-8")
        return None

    def yaml(self, name: str, text: str | None) -> Any:
        try:
            return None if text is None else yaml.safe_load(text)
        except yaml.YAMLError as error:
            self.fault(name, str(error))
        return None

    def optional_yaml(self, name: str) -> Any:
        """The content of a file that need not be there."""
        return self.yaml(name, self.text(name)) if (self.folder / name).exists() else None

    def require(self, name: str, mapping: Any, keys: list[str]) -> bool:
        if not isinstance(mapping, dict):
            self.fault(name, "expected a mapping")
            return False
        missing = [key for key in keys if key not in mapping]
        if missing:
            self.fault(name, f"missing {', '.join(missing)}")
        return not missing

    def items(self, name: str, mapping: dict[str, Any], key: str, *, least: int = 0) -> list[Any]:
        found = mapping.get(key, [])
        if isinstance(found, list) and len(found) >= least:
            return found
        self.fault(name, f"{key} must be a list" + (f" of at least {least}" if least else ""))
        return []

    def choice(self, name: str, mapping: dict[str, Any], key: str, allowed: Iterable[str]) -> None:
        if key in mapping and mapping[key] not in allowed:
            self.fault(name, f"unknown {key} {mapping[key]}")

    def number(self, name: str, mapping: dict[str, Any], key: str, *, least: int = 1, most: int = 1000) -> None:
        found = mapping.get(key, least)
        if type(found) is not int or not least <= found <= most:
            self.fault(name, f"{key} must be a whole number from {least} to {most}, not {found}")

    def yes_or_no(self, name: str, mapping: dict[str, Any], key: str) -> None:
        if not isinstance(mapping.get(key, False), bool):
            self.fault(name, f"{key} must be true or false, not {mapping[key]}")

    def file(self, name: str, path: Any) -> None:
        """A file of the folder that `name` speaks of: it must be there, and inside."""
        inside = isinstance(path, str) and (self.folder / path).resolve().is_relative_to(self.folder.resolve())
        if not inside or not (self.folder / path).is_file():
            self.fault(name, f"the file {path} is missing")
