"""A province as data: its divisions (a folder per code beside this module), and the offices built from them."""

import csv
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from offices.errors import Refusal
from offices.models import Division, Office, Staff
from offices.passwords import one_time_password
from offices.services import appoint, hire

FOLDER = Path(__file__).parent
LENGTHS = {
    Division.Level.PROVINCE: 2,
    Division.Level.PREFECTURE: 4,
    Division.Level.COUNTY: 6,
    Division.Level.TOWNSHIP: 9,
}
SUFFIXES = {Office.Kind.INSPECTION: "I.", Office.Kind.MEDIATION: "M.", Office.Kind.PETITION: "P."}
TITLES = {
    Office.Kind.INSPECTION: "劳动保障监察大队",
    Office.Kind.MEDIATION: "劳动人事争议调解中心",
    Office.Kind.PETITION: "信访接待室",
}


def file_of(province: str) -> Path:
    """Return the file of a province's divisions. Raises Refusal when there is none."""
    path = FOLDER / province / "divisions.csv"
    if not province.isdecimal() or not path.exists():
        known = "、".join(sorted(folder.parent.name for folder in FOLDER.glob("*/divisions.csv")))
        raise Refusal(_("没有这个省的区划数据，现有：%(known)s。") % {"known": known}, code="unknown_province")
    return path


def _read(path: Path, province: str) -> list[Division]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            Division(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                parent_id=row["parent"] or None,
                is_statistical=row["statistical"] == "yes",
            )
            for row in csv.DictReader(file)
        ]
    codes = {row.code for row in rows}
    for number, row in enumerate(rows, start=2):
        is_top = row.code == province and row.level == Division.Level.PROVINCE and row.parent_id is None
        is_below = row.parent_id in codes and row.code.startswith(str(row.parent_id)) and row.parent_id != row.code
        if not (is_top or is_below) or LENGTHS.get(row.level) != len(row.code) or not row.name:  # type: ignore[call-overload]
            message = _("区划文件第%(number)s行不对：代码、级别、上级要相符，并属于%(province)s。")
            raise Refusal(message % {"number": number, "province": province}, code="bad_division")
    return sorted(rows, key=lambda row: len(row.code))


def load_divisions(province: str, path: Path | None = None) -> int:
    """Load the divisions of a province from its file (statistical codes; columns code, name, level, parent,
    statistical); safe to repeat. Returns how many rows there are. Raises Refusal for a row that does not fit.
    """
    rows = _read(path or file_of(province), province)
    Division.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent", "is_statistical"],
    )
    return len(rows)


def _hrss_name(division: Division) -> str:
    suffix = "厅" if division.level == Division.Level.PROVINCE else "局"
    return f"{division.name}人力资源和社会保障{suffix}"


@transaction.atomic
def build_offices(province: str) -> int:
    """Give a province, its prefectures and counties their HRSS offices; safe to repeat. Returns how many were made.

    A path names the divisions from the top: 62. · 62.6201. · 62.6201.620102.
    """
    known = {office.division_id: office for office in Office.objects.filter(kind=Office.Kind.HRSS)}
    made = 0
    divisions = Division.objects.filter(code__startswith=province).exclude(level=Division.Level.TOWNSHIP)
    for division in sorted(divisions, key=lambda row: (len(row.code), row.code)):
        if division.code in known:
            continue
        parent = known.get(division.parent_id) if division.parent_id else None
        known[division.code] = Office.objects.create(
            name=_hrss_name(division),
            kind=Office.Kind.HRSS,
            division=division,
            parent=parent,
            path=f"{parent.path if parent else ''}{division.code}.",
            phone="12333",
        )
        made += 1
    return made


def add_sub_office(*, hrss: Office, kind: str, name: str = "") -> Office:
    """Give an HRSS office its inspection, mediation or petition office; returns the one there is."""
    office, _made = Office.objects.get_or_create(
        division=hrss.division,
        kind=kind,
        defaults={
            "name": name or f"{hrss.division.name}{TITLES[Office.Kind(kind)]}",
            "parent": hrss,
            "path": f"{hrss.path}{SUFFIXES[Office.Kind(kind)]}",
            "phone": hrss.phone,
        },
    )
    return office


@transaction.atomic
def install(*, province: str, path: Path | None = None) -> tuple[int, int]:
    """Load a province and give each division down to the county its four offices; safe to repeat.

    Returns how many divisions there are and how many offices were made. Raises Refusal for data that do not fit.
    """
    before = Office.objects.count()
    divisions = load_divisions(province, path)
    build_offices(province)
    for hrss in Office.objects.filter(kind=Office.Kind.HRSS, division__code__startswith=province).order_by("path"):
        for kind in SUFFIXES:
            add_sub_office(hrss=hrss, kind=kind)
    return divisions, Office.objects.count() - before


@transaction.atomic
def first_administrator(*, name: str, province: str, at: datetime) -> str | None:
    """Make an administrator of the whole province, before any account exists that could.

    Returns the one-time password, which must be changed at the first log-in; None when the account is there already.
    """
    if Staff.objects.filter(username=Staff.normalize_username(name)).exists():
        return None
    office = Office.objects.get(division_id=province, kind=Office.Kind.HRSS)
    password = one_time_password()
    staff = hire(username=name, name=name, office=office, password=password, must_change_password=True, at=at)
    appoint(staff=staff, office=office, role="administrator", by=None, at=at)
    return password
