"""A folder as storage of files that only this account reads."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class PrivateFolder(FileSystemStorage):
    """The folder `MEDIA_ROOT`: files 0600, folders 0700; a file is there whole or not at all, and replaces another."""

    def __init__(self) -> None:
        super().__init__(allow_overwrite=True)

    @property
    def place(self) -> str:
        """Where the files lie, in words of the operator."""
        return f"the files under QINGXIN_VAR ({self.location})"

    def found(self) -> None:
        """Make the folder itself, as nothing else does: it may be one that is mounted, and away."""
        Path(self.location).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _save(self, name: str, content: Any) -> str:
        path, root = Path(self.path(name)), Path(self.location)
        for folder in list(reversed(path.relative_to(root).parents))[1:]:
            (root / folder).mkdir(mode=0o700, exist_ok=True)
        # Whoever is killed here leaves a draft beside the file, which the store clears away.
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return name
