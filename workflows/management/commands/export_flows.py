"""Write the processes as diagrams and BPMN into a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflows import diagrams
from workflows.flows import PetitionFlow, WageComplaintFlow


class Command(BaseCommand):
    """Export each flow as SVG and BPMN 2.0."""

    help = "Write each flow as SVG and BPMN into a folder (docs/flows)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", nargs="?", default="docs/flows")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files."""
        folder = Path(options["folder"])
        folder.mkdir(parents=True, exist_ok=True)
        for flow_class in (WageComplaintFlow, PetitionFlow):
            name = flow_class.__name__
            (folder / f"{name}.svg").write_text(diagrams.flow_diagram(flow_class), encoding="utf-8")
            (folder / f"{name}.bpmn").write_text(diagrams.flow_bpmn(flow_class), encoding="utf-8")
