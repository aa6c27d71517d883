"""A page rendered once with marks where it names a person, and filled in for each reader."""

import secrets
from collections.abc import Iterable, Mapping


def marks_for(names: Iterable[str]) -> dict[str, str]:
    """A mark for each name: letters and digits nobody can guess, which escaping leaves as they are."""
    return {name: f"m{secrets.token_hex(12)}m" for name in names}


class Stencil:
    """HTML cut at its marks. Filling it is little more than joining strings."""

    def __init__(self, html: str, marks: Mapping[str, str]) -> None:
        self._pieces: list[str] = [html]
        self._names: list[str] = []
        for name, mark in marks.items():
            self._cut(name, mark)

    def _cut(self, name: str, mark: str) -> None:
        pieces, names = [], []
        for place, piece in enumerate(self._pieces):
            parts = piece.split(mark)
            pieces += parts
            names += [name] * (len(parts) - 1) + self._names[place : place + 1]
        self._pieces, self._names = pieces, names

    def fill(self, values: Mapping[str, str]) -> str:
        """The page with `values` at their marks. They must be safe HTML; a missing one raises KeyError."""
        filled = [self._pieces[0]]
        for name, piece in zip(self._names, self._pieces[1:], strict=True):
            filled.append(values[name])
            filled.append(piece)
        return "".join(filled)
