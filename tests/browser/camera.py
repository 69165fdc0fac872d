"""`make tour`: every screen that the journeys pass is photographed once, named after its address and state."""

import os
import re
import subprocess
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from PIL import Image
from playwright.sync_api import Page

from workflows.models import WorkItem

FOLDER = os.environ.get("QINGXIN_TOUR", "")
COLOURS = 64
TALLEST = 6000


def take(page: Page, who: str) -> None:
    """Photograph the page in front of somebody (`phone` or `desk`), unless this screen has its picture."""
    if not FOLDER:
        return
    name = _name(page)
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


def _name(page: Page) -> str:
    try:
        match = resolve(urlsplit(page.url).path)
    except Resolver404:
        return ""
    name = re.sub("[^a-z]+", "-", match.view_name.removeprefix("portal:").removeprefix("desk:"))
    state = match.kwargs.get("step", "")
    if match.view_name == "desk:task":
        state = WorkItem.objects.values_list("node", flat=True).get(pk=match.kwargs["item_id"]).replace("_", "-")
    if match.view_name == "portal:case" and page.locator(".notice--warn").count():
        state = "to-do"
    parts = [name, state]
    if page.locator(".error-summary, .desk-errors").count():
        parts.append("error")
    if (page.get_attribute("html", "lang") or "").startswith("en"):
        parts.append("english")
    return "-".join(part for part in parts if part)
