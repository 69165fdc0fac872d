"""The wrong edits that `make mutants` puts in keep up with the code."""

from pathlib import Path

import pytest

from tests.mutants.edits import edits

ROOT = Path(__file__).resolve().parent.parent.parent
EDITS = edits()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_each_wrong_edit_has_its_place_and_its_tests(edit, tmp_path):
    kept = (ROOT / edit.file).read_text()
    copy = tmp_path / edit.file
    copy.parent.mkdir(parents=True)
    copy.write_text(kept)
    assert edit.put_in(tmp_path) == kept
    changed = copy.read_text()
    assert changed != kept
    compile(changed, edit.file, "exec")
    assert (ROOT / edit.tests).is_file()


def test_there_are_thirty_and_no_two_alike():
    assert len({edit.name for edit in EDITS}) == len(EDITS) >= 30


def test_an_edit_whose_place_is_gone_says_so(tmp_path):
    edit = EDITS[0]
    copy = tmp_path / edit.file
    copy.parent.mkdir(parents=True)
    copy.write_text("")
    with pytest.raises(ValueError, match="0 times"):
        edit.put_in(tmp_path)
