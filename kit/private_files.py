"""Files that hold a secret: written whole or not at all, never over another, readable by their owner alone."""

import os
from pathlib import Path
from tempfile import mkstemp


def write_new(path: Path, content: bytes) -> None:
    """Write a file that was not there before, and its folder. Raises FileExistsError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, draft = mkstemp(dir=path.parent)  # readable by its owner alone
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # Of two that write at once one fails here, and nobody ever reads half a file.
        os.link(draft, path)
    finally:
        os.unlink(draft)
    _make_sure_of(path.parent)
    _make_sure_of(path.parent.parent)


def _make_sure_of(folder: Path) -> None:
    """That the names in it outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
