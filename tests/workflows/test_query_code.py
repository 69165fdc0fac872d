"""A query code issued again: one a tap, the old one void, only to its owner or after a look at their papers."""

from datetime import timedelta

import pytest

from cases import codes, events
from cases.models import Access, Case
from cases.query_codes import MOST_A_DAY, check_query_code, is_owner, owner_of, token_of_next
from cases.services import add_parties, recuse
from notices.models import Notice
from offices.actors import SYSTEM, staff_actor
from offices.errors import NotPermitted, Refusal
from offices.services import appoint
from tests.factories import actor
from tests.workflows.conftest import WORKER, complaint
from workflows.acts.query_code import issue_at_counter, issue_to_party
from workflows.services import file_complaint, query_code_of

NAME = "query_code_issued_again"


def _fresh(case):
    return Case.objects.get(pk=case.pk)


def _to_party(case, at, token=None):
    party, case = owner_of(case), _fresh(case)
    token = token or token_of_next(case, actor(party))
    return issue_to_party(party=party, token=token, by=actor(party), at=at)


def _at_counter(case, officer, at, check="id_card", token=None):
    case = _fresh(case)
    token = token or token_of_next(case, staff_actor(officer))
    return issue_at_counter(case=case, check=check, token=token, by=officer, at=at)


@pytest.fixture
def group(staff, instant):
    """A complaint of three, the first being their representative; with the code it was given."""
    filed = file_complaint(filing=complaint(workers=3, key="group"), by=WORKER, at=instant)
    return filed.case, filed.query_code


def test_the_new_code_opens_and_the_old_one_does_not(group, instant):
    case, old = group
    new = _to_party(case, instant)
    assert new != old
    assert check_query_code(case.number, new) == case
    assert check_query_code(case.number, old) is None
    assert query_code_of(_fresh(case)) is None, "a repeated filing tells no code any more"
    newer = _to_party(case, instant)
    assert newer not in {old, new}
    assert check_query_code(case.number, new) is None
    assert check_query_code(case.number, newer) == case


def test_the_same_tap_again_is_answered_alike_and_writes_nothing(group, instant):
    case, _old = group
    token = token_of_next(_fresh(case), actor(owner_of(case)))
    assert _to_party(case, instant, token) == _to_party(case, instant + timedelta(seconds=2), token)
    assert case.events.filter(name=NAME).count() == 1
    assert Notice.objects.filter(template=NAME).count() == 1


def test_it_is_told_to_the_party_and_the_code_is_told_nowhere(group, instant):
    case, _old = group
    code = _to_party(case, instant)
    event = case.events.get(name=NAME)
    assert events.sentence(event) == "查询码已重新发给本人，旧的作废（本人手机验证）"
    assert NAME in events.names_seen_by(events.Seen.PARTIES)
    notice = Notice.objects.get(template=NAME)
    assert notice.to_party == owner_of(case)
    for kept in (str(event.payload), notice.body, notice.parameters, notice.key, _fresh(case).query_code_hash):
        assert code not in kept
    assert list(events.verify(_fresh(case))) == []


def test_a_page_that_is_no_longer_true_issues_nothing(group, instant):
    case, old = group
    for token in ("", "0" * 32, token_of_next(_fresh(case), SYSTEM)):
        with pytest.raises(Refusal) as refused:
            issue_to_party(party=owner_of(case), token=token, by=actor(owner_of(case)), at=instant)
        assert refused.value.code == "stale"
    assert check_query_code(case.number, old) == case


def test_another_s_page_does_not_show_the_code_that_the_owner_got(group, staff, instant):
    """The officer had the page open before the worker took a new code at home."""
    case, _old = group
    early = token_of_next(_fresh(case), staff_actor(staff["intake"]))
    code = _to_party(case, instant)
    with pytest.raises(Refusal, match="已经换过"):
        _at_counter(case, staff["intake"], instant, token=early)
    assert check_query_code(case.number, code) == case


def test_a_colleague_s_page_does_not_show_the_code_that_another_officer_handed_out(group, staff, instant):
    case, _old = group
    appoint(staff=staff["mediator"], office=staff["mediator"].office, role="intake_officer", by=None, at=instant)
    early = token_of_next(_fresh(case), staff_actor(staff["mediator"]))
    _at_counter(case, staff["intake"], instant)
    with pytest.raises(Refusal) as refused:
        _at_counter(case, staff["mediator"], instant, token=early)
    assert refused.value.code == "stale"


def test_a_fellow_worker_gets_no_code_of_the_representative(group, instant):
    case, old = group
    fellow = case.parties.filter(role="worker").exclude(pk=owner_of(case).pk).first()
    token = token_of_next(_fresh(case), actor(fellow))
    assert owner_of(case).is_representative
    with pytest.raises(NotPermitted):
        issue_to_party(party=fellow, token=token, by=actor(fellow), at=instant)
    with pytest.raises(NotPermitted):
        issue_to_party(party=owner_of(case), token=token, by=actor(fellow), at=instant)
    assert check_query_code(case.number, old) == case


def test_the_owner_s_other_row_and_nobody_without_a_phone_is_the_owner(group, instant):
    case, _old = group
    owner, fellow, last = case.parties.filter(role="worker").order_by("pk")
    also = {"role": "petitioner", "name": owner.name, "phone": owner.phone}
    (twin,) = add_parties(case=case, people=[also], by=SYSTEM, at=instant)
    firm = case.parties.filter(role="respondent").get()
    assert [is_owner(each) for each in (owner, twin, fellow, last, firm)] == [True, True, False, False, False]
    case.parties.update(phone_index="")
    assert [is_owner(each) for each in (owner, fellow)] == [True, False]


def test_a_day_has_three_and_the_counter_is_not_held_up_by_them(group, staff, instant):
    case, _old = group
    assert MOST_A_DAY == 3
    for minute in range(MOST_A_DAY):
        _to_party(case, instant + timedelta(minutes=minute))
    with pytest.raises(Refusal) as refused:
        _to_party(case, instant + timedelta(hours=23, minutes=59))
    assert refused.value.code == "too_many_codes"
    assert _at_counter(case, staff["intake"], instant + timedelta(hours=1))
    assert _to_party(case, instant + timedelta(days=1))


@pytest.mark.parametrize(
    ("username", "error"),
    [
        ("intake", None),
        ("mediator", NotPermitted),  # reads, registers nothing
        ("supervisor", NotPermitted),
        ("auditor", NotPermitted),
        ("petition", NotPermitted),  # of another office
        ("admin", NotPermitted),
    ],
)
def test_who_may_at_the_counter(group, staff, instant, username, error):
    case, old = group
    if error is None:
        assert check_query_code(case.number, _at_counter(case, staff[username], instant)) == case
        look = Access.objects.get(what="query_code", case_id=case.pk)
        assert (look.staff_id, look.purpose) == (staff[username].pk, "窗口核对本人身份证")
        assert case.events.get(name=NAME).actor_staff_id == staff[username].pk
        return
    with pytest.raises(error):
        _at_counter(case, staff[username], instant)
    assert check_query_code(case.number, old) == case
    assert not Access.objects.filter(what="query_code", case_id=case.pk).exists()


def test_a_petition_s_code_is_issued_by_who_registers_petitions(staff, matters, instant):
    case = matters.petition()
    code = _at_counter(case, staff["petition"], instant)
    assert check_query_code(case.number, code) == case


def test_neither_without_a_look_at_papers_nor_by_who_is_recused(group, staff, instant):
    case, old = group
    with pytest.raises(Refusal) as refused:
        _at_counter(case, staff["intake"], instant, check="")
    assert refused.value.field == "check"
    recuse(case=case, staff=staff["intake"], reason="亲属", by=SYSTEM, at=instant)
    with pytest.raises(NotPermitted):
        _at_counter(case, staff["intake"], instant)
    assert check_query_code(case.number, old) == case


def test_a_code_comes_from_the_server_s_key_and_from_no_submission(group, instant, settings):
    """A submission key that spells the seed of somebody's next code would tell that code."""
    case, _old = group
    token = token_of_next(_fresh(case), actor(owner_of(case)))
    code, _kept = codes.issued_again(token)
    assert code == codes.issued_again(token)[0]
    for guess in (token, f"again:{token}", f" issued again:{token}"):
        assert codes.code_of_submission(guess) != code
    settings.BLIND_INDEX_KEY = "another"
    assert codes.issued_again(token)[0] != code
    assert token_of_next(_fresh(case), actor(owner_of(case))) != token
