"""What the switches of a flow ask: the newest decision of a node, and nothing else."""

from collections.abc import Callable
from typing import Any

from workflows.models import Decision


def chose(node: str, *choices: str) -> Callable[[Any], bool]:
    """Return the condition that the newest decision of a node is one of the choices."""

    def condition(activation: Any) -> bool:
        newest = (
            Decision.objects.filter(case_id=activation.process.artifact_object_id, node=node).order_by("-pk").first()
        )
        return newest is not None and newest.choice in choices

    return condition
