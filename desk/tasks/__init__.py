"""Which page shows which human task. A test holds this table against the nodes of the flows."""

from desk.tasks import custody, early_intervention, intake, mediation, petition, resolution
from desk.tasks.page import TaskPage
from desk.tasks.supervision import ESCALATION_PAGE

PAGES: dict[str, TaskPage] = {
    page.node: page
    for module in (custody, intake, early_intervention, mediation, resolution, petition)
    for page in module.PAGES
}


def page_of(node: str) -> TaskPage:
    """Return the page of a node; escalation nodes (`chase_…`) share one. Raises KeyError for an unknown node."""
    return ESCALATION_PAGE if node.startswith("chase_") else PAGES[node]
