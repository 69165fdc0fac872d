"""What rows keep of ours is Chinese, whoever acts and in whatever language they read.

That no act on a case leaves an English word is held where each is tried (`test_acts`).
"""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from notices.services import record_service
from offices.administration import What
from offices.models import AdministrationEntry, AdministratorChange
from offices.services import appoint, deactivate_staff, end_appointment, hire
from tests.contracts.words import ENGLISH, english_in
from tests.factories import worker_of
from workflows.acts import administrators

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("arrears", "cases", "clocks", "documents", "mediation", "notices", "offices", "petitions", "workflows")
SPEAKS_OF_ITS_OWN = {
    "workflows/services.py:_summary": "the summary of a filing is in the language of the filing",
    "workflows/acts/administrators.py:title_of": "a page asks for it, in the language of its reader",
}


def _writing():
    places = sorted((ROOT / "workflows/acts").glob("*.py"))
    return places + [path for name in FOLDERS if (path := ROOT / name / "services.py").exists()]


def _eager(tree):
    """The names under which a module translates at once, into the language of whoever acts."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = [name for node in found if node.module == "django.utils.translation" for name in node.names]
    return {name.asname or name.name for name in names if name.name in {"gettext", "ngettext", "pgettext"}}


def _speaks(node, eager):
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        return node.func.attr.startswith("get_") and node.func.attr.endswith("_display")
    return isinstance(node.func, ast.Name) and node.func.id in eager


def _is_answer(node):
    """A refusal is for whoever acts; what is said under `override` has been given a language."""
    if isinstance(node, ast.With):
        return any("translation.override(" in ast.unparse(item.context_expr) for item in node.items)
    return isinstance(node, ast.Raise)


def _spoken(source):
    tree = ast.parse(source)
    eager = _eager(tree)
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        answers = [node for node in ast.walk(function) if _is_answer(node)]
        heard = {id(inner) for answer in answers for inner in ast.walk(answer)}
        if any(_speaks(node, eager) and id(node) not in heard for node in ast.walk(function)):
            yield function.name


def test_where_rows_are_written_only_refusals_are_said_at_once():
    """A text that a row keeps is passed on lazy, or by `in_source`: a new act does so or is named here."""
    found = {f"{path.relative_to(ROOT)}:{name}" for path in _writing() for name in _spoken(path.read_text("utf-8"))}
    assert found == set(SPEAKS_OF_ITS_OWN)


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("act.decide('x', title=_('受理'))", True),
        ("write(detail=row.get_outcome_display())", True),
        ("raise Refusal(_('不行'))", False),
        ("act.decide('x', title=gettext_lazy('受理'))", False),
        ("with translation.override(case.language): told = _('受理')", False),
    ],
)
def test_a_text_said_at_once_is_found(body, is_found):
    source = f"from django.utils.translation import gettext as _, gettext_lazy\ndef act():\n    {body}\n"
    assert list(_spoken(source)) == (["act"] if is_found else [])


@pytest.mark.parametrize(
    "text",
    ["Auditor", "by verified phone", "Transferred to 城关区", "Give a role：审计 · 省厅", "张三 agreed", "Assign 张三"],
)
def test_english_is_known_when_it_is_seen(text):
    assert ENGLISH.search(text)


@pytest.mark.parametrize(
    "text", ["inspection_accept", "9f8e1c", "workflows.flows.Complaint", "W620102-2026-00001", "受理"]
)
def test_codes_are_not_taken_for_english(text):
    assert not ENGLISH.search(text)


def test_the_administration_log_keeps_the_source_language_and_is_read_in_the_reader_s(staff, instant):
    by, other = staff["admin"], hire(username="second", name="某甲", office=staff["admin"].office, password=None)
    appoint(staff=other, office=by.office, role="administrator", by=None, at=instant)
    person = hire(username="new", name="某乙", office=by.office, password=None)
    with translation.override("en"):
        appointment = appoint(staff=person, office=by.office, role="mediator", by=by, at=instant)
        end_appointment(appointment=appointment, by=by, at=instant)
        administrators.ask(what="appoint", staff=person, office=by.office, role="auditor", by=by, at=instant)
        change = AdministratorChange.objects.get(staff=person)
        assert administrators.title_of(change) == f"Give a role：Auditor · {by.office.name}"
        administrators.drop(change=change, by=other, at=instant)
        deactivate_staff(staff=person, on=instant.date(), by=by, at=instant)
    assert dict(AdministrationEntry.objects.filter(about=person).values_list("what", "detail")) == {
        What.APPOINTED: f"调解员 · {by.office.name}",
        What.ENDED: f"调解员 · {by.office.name}",
        What.CHANGE_PROPOSED: f"授予角色：审计 · {by.office.name}",
        What.CHANGE_DROPPED: f"授予角色：审计 · {by.office.name}：不同意",
        What.DISMISSED: "",
        What.SESSION_ENDED: "账号停用",
    }


def test_a_service_told_in_english_is_kept_in_the_source_language(matters):
    case = matters.accepted()
    paper = case.documents.get(form="acceptance_notice")
    with translation.override("en"):
        record_service(
            document=paper,
            party=worker_of(case),
            method="in_person",
            served_on=matters.at.date(),
            by=None,
            at=matters.at,
        )
    assert case.events.filter(name="document_served").exists()
    assert english_in(case) == []
