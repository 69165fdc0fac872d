"""`make tour`: every screen that the journeys pass is photographed once, named after its address and state."""

import os
import re
import subprocess
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import Resolver404, ResolverMatch, resolve
from PIL import Image
from playwright.sync_api import Page

from cases.models import Case
from workflows.models import WorkItem

FOLDER = os.environ.get("QINGXIN_TOUR", "")
COLOURS = 64
TALLEST = 6000
PHONE = {"width": 360, "height": 740}

NAMES = {"file": "start", "demo-messages": "messages", "track-by-phone": "track-phone", "verify-form": "verify"}
"""Addresses whose pictures are called otherwise; a question of the filing is called after its step."""

TASKS = {
    "decide_acceptance": "acceptance",
    "contact_respondent": "contact",
    "assign_mediator": "assign",
    "follow_performance": "performance",
}
"""Tasks whose pictures are called otherwise."""


def take(page: Page, who: str, state: str = "") -> None:
    """Photograph the page in front of somebody (`phone` or `desk`), unless this screen has its picture."""
    if not FOLDER:
        return
    name = _name(page, state)
    # The tour shows phones of one width; the narrower one of the tests is measured, not photographed.
    if who.startswith("phone") and page.viewport_size != PHONE:
        return
    path = Path(FOLDER) / f"{who}-{name}.png"
    if not name or path.exists():
        return
    picture = Image.open(BytesIO(page.screenshot(full_page=True)))
    _save(picture.crop((0, 0, picture.width, min(picture.height, TALLEST))), path)


def paper(content: bytes, title: str) -> None:
    """Photograph the first page of a form."""
    path = Path(FOLDER) / f"paper-{title}.png"
    if not FOLDER or path.exists():
        return
    command = ["pdftoppm", "-png", "-r", "70", "-f", "1", "-l", "1", "-singlefile", "-"]
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    _save(Image.open(BytesIO(done.stdout)), path)


def _save(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def _name(page: Page, state: str) -> str:
    try:
        match = resolve(urlsplit(page.url).path)
    except Resolver404:
        return ""
    name = re.sub("[^a-z]+", "-", match.view_name.removeprefix("portal:").removeprefix("desk:"))
    parts = [match.kwargs["step"] if "step" in match.kwargs else NAMES.get(name, name), _subject(match, page), state]
    if page.locator(".error-summary, .desk-errors").count():
        parts.append("error")
    if (page.get_attribute("html", "lang") or "").startswith("en"):
        parts.append("english")
    return "-".join(part for part in parts if part)


def _subject(match: ResolverMatch, page: Page) -> str:
    """What the page is about beyond its address: the task, how far the case is, what has been added or sent."""
    if match.view_name == "desk:task":
        node = WorkItem.objects.values_list("node", flat=True).get(pk=match.kwargs["item_id"])
        return TASKS.get(node, node.replace("_", "-"))
    if match.view_name == "portal:case":
        return _progress(Case.objects.get(number=match.kwargs["number"]), page)
    if match.view_name == "portal:verify":
        return "found" if page.locator(".notice--good").count() else "unknown"
    if match.kwargs.get("step") == "workers" and page.locator(".file-list").count():
        return "added"
    asked = match.view_name in {"portal:withdraw", "portal:track_by_phone"} and page.locator("[name=code]").count()
    return "code" if asked else ""


def _progress(case: Case, page: Page) -> str:
    kind = "petition" if case.kind == Case.Kind.PETITION else ""
    if case.stage == Case.Stage.CLOSED:
        progress = case.outcome.replace("_", "-")
    elif page.locator("a[href*='/payment/']").count():
        progress = "payment"
    else:
        progress = "to-do" if page.locator(".notice--warn").count() else ""
    return "-".join(part for part in (kind, progress) if part)
