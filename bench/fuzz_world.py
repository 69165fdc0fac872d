"""What a fuzzed request may find and who may send it: matters at every stage, drafts at every page, sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from importlib import import_module
from io import BytesIO
from random import Random
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.http import urlencode
from PIL import Image

from arrears.models import Payment
from bench.visitor import answers_of
from cases import store
from cases.models import Case, Evidence, Invitation, Party
from cases.services import invite
from clocks.models import CalendarNotice, LadderSetting
from config.policy import POLICY, Audience
from documents import preparation, render
from documents.models import Document
from law.festivals import statutory_holidays
from notices.models import Notice
from offices.actors import SYSTEM
from offices.models import AdministratorChange, Staff
from portal import doors
from portal.filing import steps
from portal.views.answering import INVITED
from tests.factories import Matters, worker_of
from tests.workflows.conftest import WORKER, complaint
from workflows.filing import FileFacts
from workflows.models import WorkItem
from workflows.services import file_complaint

Cookies = dict[str, str]
STAGES = (
    "filed",
    "accepted",
    "disputed",
    "proposed",
    "consented",
    "mediating",
    "agreed",
    "petition",
    "handled",
    "answered",
)
READ_BY_VIEWS = tuple(
    "action choice code forget key kind language list name next note number page phone q query reason reasons received "
    "road row stage understood view what".split()
)
CLAIMANTS = (Party.Role.WORKER, Party.Role.PETITIONER)
RESPONDENTS = (Party.Role.RESPONDENT, Party.Role.GENERAL_CONTRACTOR)


@dataclass(frozen=True)
class Person:
    """Who may come: of which kind, with which session, where they are at home, and with which arguments."""

    kind: str
    who: str
    cookies: Cookies
    home: tuple[str, ...] = ("portal:", "desk:login")
    own: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """Who may come, real arguments by the name an address gives them, and every field's name."""

    people: list[Person] = field(default_factory=list)
    arguments: dict[str, list[str]] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """Every real argument, for places where it does not belong."""
        return sorted({value for values in self.arguments.values() for value in values})

    def path(self, name: str, wanted: list[str], choice: Any, own: dict[str, str] | None = None) -> str:
        """Return an address with real arguments: one's own, or taken by `choice`. `build` has each kind of argument."""
        return reverse(name, kwargs={key: (own or {}).get(key) or choice(self.arguments[key]) for key in wanted})

    def somebody(self, dice: Random) -> Person:
        """Return somebody, each kind as often as any other."""
        kind = dice.choice(sorted({person.kind for person in self.people}))
        return dice.choice([person for person in self.people if person.kind == kind])


def addresses() -> dict[str, list[str]]:
    """Return every address by name, with the names of its arguments."""
    return dict(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, list[str]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", sorted(pattern.pattern.converters)
        else:
            yield from _walk(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def build(staff: dict[str, Staff], at: datetime, workers: Sequence[int] = (1, 2)) -> World:
    """Make everything with the made-up staff at an instant, and look at each page once for the names of its fields."""
    world, matters = World(), Matters(staff, at)
    cases = [getattr(matters, stage)(many) for stage in STAGES for many in workers]
    cases += [matters.reported(many, days=(date(2026, 12, 15), date(2027, 1, 15)))[0].case for many in workers]
    cases.append(_far_away(at))
    _proposals(staff, at)
    _papers(at)
    for case in cases:
        world.people += _parties(case, at)
    for step, cookies in _drafts():
        home = ("portal:step", "portal:step", "portal:re", "portal:file")
        world.people.append(Person("draft", f"draft at {step}", cookies, home, {"step": step}))
    for name in sorted(staff):
        client = Client()
        client.force_login(staff[name])
        at_home = ("desk:", "desk:task")
        world.people += [Person(f"staff {part}", name, _cookies(client), at_home) for part in range(3)]
    world.people.append(Person("nobody", "nobody", {}))
    world.arguments = _arguments(cases, at)
    world.fields = _field_names()
    return world


def _cookies(client: Client) -> Cookies:
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _far_away(at: datetime) -> Case:
    proof = FileFacts(sha256=store.put(_picture()), content_type="image/png", size=1, original_name="x.png")
    return file_complaint(filing=replace(complaint(), division_code="620902", files=(proof,)), by=WORKER, at=at).case


def _picture() -> bytes:
    data = BytesIO()
    Image.new("RGB", (4, 4)).save(data, "PNG")
    return data.getvalue()


def _proposals(staff: dict[str, Staff], at: datetime) -> None:
    LadderSetting.objects.create(
        office=staff["admin"].office, effective_from=date(2027, 1, 1), proposed_by=staff["admin"]
    )
    change = {"staff": staff["admin2"], "office": staff["admin2"].office, "what": AdministratorChange.What.RESET}
    AdministratorChange.objects.create(proposed_by=staff["admin"], proposed_at=at, **change)
    days = [str(day) for day in statutory_holidays(2027)]
    content = {"year": 2027, "number": "示例", "issued_on": "2026-11-20", "off": days}
    CalendarNotice.objects.create(year=2027, number="示例", content=content, proposed_by=staff["admin"], proposed_at=at)


def _papers(at: datetime) -> None:
    """Render every other paper, as stubs: one half is there, the other in preparation."""
    kept, render.html_to_pdf = render.html_to_pdf, lambda _html: b"%PDF-1.7 stub"
    try:
        preparation.render_waiting(at=at, limit=Document.objects.count() // 2)
    finally:
        render.html_to_pdf = kept


def _session(write: Callable[[HttpRequest], Any]) -> Cookies:
    request = RequestFactory().get("/")
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    write(request)
    request.session.save()
    return {settings.SESSION_COOKIE_NAME: request.session.session_key}


def _parties(case: Case, at: datetime) -> Iterator[Person]:
    """The first and last claimant of a case, whoever holds its code, and its respondent by an invitation."""
    claimants = Party.objects.filter(case=case, role__in=CLAIMANTS).order_by("pk")

    at_home = tuple(name for name, row in POLICY.items() if row.audience is Audience.PROVEN)

    def filed(request: HttpRequest, party: Party) -> None:
        if not doors.prove_filing(request, case, party=party):
            doors.prove(request, case, party=party, by_phone=True)

    for party in dict.fromkeys([claimants[0], claimants[len(claimants) - 1]]):
        session = _session(partial(filed, party=party))
        yield Person("claimant", f"claimant of {case.number}", session, at_home, {"number": case.number})
    holder = partial(doors.prove, case=case, party=None, by_phone=False)
    who = f"holder of the code of {case.number}"
    yield Person("holder", who, _session(holder), at_home, {"number": case.number})
    respondent = Party.objects.filter(case=case, role__in=RESPONDENTS).first()
    if respondent is not None:
        invite(party=respondent, by=SYSTEM, at=at)
        invitation = Invitation.objects.filter(party=respondent, revoked_at=None).latest("pk")
        session = _session(lambda request, pk=invitation.pk: request.session.update({INVITED: pk}))
        home = ("portal:answer", "portal:invitation", "portal:leave")
        yield Person("respondent", f"respondent of {case.number}", session, home)


def _drafts() -> Iterator[tuple[str, Cookies]]:
    """Walk the wizard once for each of its pages and stop before it."""
    for number, last in enumerate(steps.STEPS):
        answers = answers_of("马小明", f"139000022{number:02}")
        answers |= {"project": {"project": "某某路桥工程"}, "site": {"is_site": "yes"}}
        client, path = Client(), reverse("portal:file")
        path = client.post(path)["Location"]
        while not path.endswith(f"/{last.slug}/"):
            step = path.rstrip("/").rpartition("/")[2]
            given = {"code": _code()} if step == "code" else answers[step]
            answer = client.post(path, urlencode(given, doseq=True), content_type="application/x-www-form-urlencoded")
            path = answer["Location"]
        if last.slug == "story":
            client.post(reverse("portal:step", args=["evidence"]), {"uploads": SimpleUploadedFile("a.png", _picture())})
        yield last.slug, _cookies(client)


def _code() -> str:
    body = Notice.objects.filter(template="verification_code").latest("pk").body
    return next(part for part in body.replace("，", " ").replace("码", " ").split() if part.isdigit())


def _arguments(cases: list[Case], at: datetime) -> dict[str, list[str]]:
    def keys(model: Any) -> list[str]:
        return [str(pk) for pk in model.objects.order_by("pk").values_list("pk", flat=True)]

    token = invite(party=Party.objects.filter(case=cases[1], role__in=RESPONDENTS)[0], by=SYSTEM, at=at)
    return {
        "number": [case.number for case in cases],
        "item_id": keys(WorkItem),
        "party_id": [*keys(Party), str(worker_of(cases[0]).pk)],
        "document_id": keys(Document),
        "evidence_id": keys(Evidence),
        "staff_id": keys(Staff),
        "payment_id": keys(Payment),
        "change_id": keys(AdministratorChange),
        "notice_id": keys(CalendarNotice),
        "row_id": keys(LadderSetting),
        "what": ["ladder", "standard"],
        "flow": ["petition", "complaint"],
        "step": [step.slug for step in steps.STEPS],
        "sha256": [store.put(_picture()), "0" * 64],
        "index": ["0", "1"],
        "token": [token],
        "code": [*Document.objects.order_by("pk").values_list("verification_code", flat=True)[:5]],
    }


def _field_names() -> list[str]:
    """Return the names of the fields of every form, and of what views read from a request by themselves."""
    found, waiting = set(READ_BY_VIEWS), [forms.Form]
    while waiting:
        form = waiting.pop()
        found |= set(form.base_fields) if form is not forms.Form else set()
        waiting += form.__subclasses__()
    return sorted(found)
