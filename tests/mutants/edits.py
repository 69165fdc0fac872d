"""The small wrong edits of `edits.toml`: read, put in, taken out."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("edits.toml")


@dataclass(frozen=True)
class Edit:
    """One wrong edit of one file, and the tests nearest to it."""

    name: str
    file: str
    tests: str
    old: str
    new: str

    def put_in(self, folder: Path) -> str:
        """Make the edit in a copy and return the text as it was. Raises ValueError unless its place is there once."""
        path = folder / self.file
        text = path.read_text()
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: {self.file} has its text {text.count(self.old)} times")
        path.write_text(text.replace(self.old, self.new))
        return text


def edits() -> list[Edit]:
    """Return all of them in the order of the file."""
    return [Edit(**row) for row in tomllib.loads(LIST.read_text())["edit"]]
