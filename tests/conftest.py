"""Fixtures that every test may use."""

from pathlib import Path

import pytest
from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(autouse=True)
def _files_in_tmp(settings: SettingsWrapper, tmp_path: Path) -> None:
    settings.QINGXIN_FILES = tmp_path / "files"
