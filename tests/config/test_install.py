"""An empty installation is filled by one command: a province, its offices, its first administrator."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from pytest_django import Settings

from offices import access
from offices.clock import now
from offices.models import AdministratorChange, Appointment, Division, Office, Staff
from offices.passwords import one_time_password
from offices.rights import Right
from offices.services import hire
from portal.filing.forms import PlaceForm
from workflows.acts.administrators import ask, confirm

SMALL = """code,name,level,parent,statistical
63,青海省,province,,
6301,西宁市,prefecture,63,
630102,城东区,county,6301,
630103,城中区,county,6301,
630102001,东关大街街道,township,630102,yes
"""


def install(**options: object) -> str:
    """Run the command and return what it said."""
    said = StringIO()
    call_command("install", stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The divisions of another, very small province."""
    path = tmp_path / "divisions.csv"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_another_province_is_data(db: None, small: Path) -> None:
    said = install(province="63", admin="马管理", divisions=small)

    assert said.startswith("Province 63: 5 divisions, 16 new offices.\n")
    assert Division.objects.get(pk="630102001").is_statistical
    assert not Division.objects.get(pk="630102").is_statistical
    assert sorted(Office.objects.filter(division="630102").values_list("path", "name")) == [
        ("63.6301.630102.", "城东区人力资源和社会保障局"),
        ("63.6301.630102.I.", "城东区劳动保障监察大队"),
        ("63.6301.630102.M.", "城东区劳动人事争议调解中心"),
        ("63.6301.630102.P.", "城东区信访接待室"),
    ]
    assert Office.objects.get(path="63.").name == "青海省人力资源和社会保障厅"

    found = re.search(r"Administrator 马管理: one-time password (\S+)\n", said)
    assert found is not None
    admin = authenticate(username="马管理", password=found.group(1))
    assert isinstance(admin, Staff)
    assert admin.must_change_password
    assert access.can(admin, Right.ADMINISTER, "63.6301.630103.", now())
    assert not access.can(admin, Right.ADMINISTER, "62.", now())
    assert not admin.is_superuser


def test_a_worker_can_choose_a_county_of_it(db: None, small: Path) -> None:
    install(province="63", admin="马管理", divisions=small)

    assert {division.pk for division in PlaceForm().fields["division"].queryset} == {"630102", "630103"}


def test_again_it_makes_nothing_and_changes_no_password(db: None, small: Path) -> None:
    install(province="63", admin="马管理", divisions=small)
    before = Staff.objects.get().password

    said = install(province="63", admin="马管理", divisions=small)

    assert said.splitlines() == [
        "Province 63: 5 divisions, 0 new offices.",
        "The account 马管理 is there already and was left alone.",
    ]
    assert Staff.objects.get().password == before
    assert Appointment.objects.count() == 1


def test_the_second_administrator_is_made_here_and_two_make_the_third(db: None, small: Path) -> None:
    """One administrator cannot: whatever concerns an administrator takes two."""
    at = now()
    for name in ("马管理", "何管理"):
        install(province="63", admin=name, divisions=small)
    one, two = Staff.objects.order_by("pk")
    office = Office.objects.get(path="63.")
    third = hire(username="third", name="第三人", office=office, password=None, by=one, at=at)
    assert ask(what="appoint", staff=third, office=office, role="administrator", by=one, at=at).proposed
    confirm(change=AdministratorChange.objects.get(), by=two, at=at)
    assert access.can(Staff.objects.get(pk=third.pk), Right.ADMINISTER, "63.6301.630103.", at)


def test_a_name_that_was_corrected_in_the_file_is_taken_over(db: None, small: Path) -> None:
    install(province="63", admin="马管理", divisions=small)
    small.write_text(SMALL.replace("城中区", "湟中区"), encoding="utf-8")

    install(province="63", admin="马管理", divisions=small)

    assert Division.objects.get(pk="630103").name == "湟中区"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (SMALL.replace("630103,城中区,county,6301", "620103,城中区,county,6301"), "第5行"),
        (SMALL.replace("county,6301,\n630103", "county,6302,\n630103"), "第4行"),
        (SMALL.replace("西宁市,prefecture", "西宁市,county"), "第3行"),
        (SMALL.replace("西宁市,prefecture", "西宁市,city"), "第3行"),
        (SMALL.replace("城东区", ""), "第4行"),
        (SMALL.replace("63,青海省,province,,", "63,青海省,province,63,"), "第2行"),
        (SMALL.replace(",statistical", ",other"), "no column 'statistical'"),
    ],
)
def test_a_wrong_file_is_named_by_its_line_and_nothing_is_loaded(
    db: None, small: Path, wrong: str, sentence: str
) -> None:
    small.write_text(wrong, encoding="utf-8")

    with pytest.raises(CommandError, match=sentence):
        install(province="63", admin="马管理", divisions=small)

    assert not Division.objects.exists()
    assert not Staff.objects.exists()


@pytest.mark.parametrize("province", ["99", "..", "6"])
def test_a_province_without_data_is_refused(db: None, province: str) -> None:
    with pytest.raises(CommandError, match="现有：62"):
        install(province=province, admin="马管理")


def test_a_name_that_cannot_log_in_is_refused_before_anything_is_made(db: None, small: Path) -> None:
    with pytest.raises(CommandError):
        install(province="63", admin="马 管理", divisions=small)
    assert not Division.objects.exists()


def test_gansu_comes_with_the_code(db: None) -> None:
    assert install(province="62", admin="admin").startswith("Province 62: 1506 divisions, 412 new offices.\n")


def test_one_time_passwords_differ_and_are_long(db: None) -> None:
    made = {one_time_password() for _time in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-hj-km-np-z2-9]{4}-){3}[a-hj-km-np-z2-9]{4}", password) for password in made)


def test_demo_data_are_refused_outside_a_demonstration(db: None, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match=r"qingxin install"):
        call_command("demo_data")
    assert not Staff.objects.exists()

    settings.DEMO = True
    call_command("demo_data")
    assert Staff.objects.filter(username="admin").exists()
