"""Files that are there whole or not at all, also after the disk was full or the power failed."""

from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from kit.private_files import write_new


class WholeFileStorage(FileSystemStorage):
    """Files on this machine's disk, readable by us alone.

    Django's own writes under the final name: a full disk leaves half a file there, and who finds it thinks it whole.
    """

    def _save(self, name: str, content: Any) -> str:
        while True:
            content.seek(0)
            try:
                write_new(Path(self.path(name)), content.read())
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name
