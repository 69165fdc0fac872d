"""The processes as pictures (SVG) and as BPMN 2.0."""

from collections.abc import Mapping
from typing import Any

from viewflow.workflow import chart

from cases.models import Case
from workflows.engine import flow_of, process_of


def case_diagram(case: Case) -> str:
    """Return the process diagram as SVG with the path of the case coloured."""
    grid = chart.calc_layout_data(flow_of(case))
    chart.calc_cell_status(flow_of(case), grid, process_of(case).pk)
    return str(chart.grid_to_svg(grid))


def heat_diagram(flow_class: Any, counts: Mapping[str, tuple[int, int]]) -> str:
    """Return the diagram of a flow as SVG with the open and late work of each step, by node name, written on it."""
    grid = chart.calc_layout_data(flow_class)
    most = max([1, *(open_count for open_count, _late in counts.values())])
    marks = []
    for cell in grid.cells:
        open_count, late = counts.get(cell.node.name, (0, 0))
        if open_count:
            shape, heat = cell.shape, 0.15 + 0.45 * open_count / most
            colour = "#b3261e" if late else "#0b5c6b"
            text = f"{open_count} / {late}" if late else str(open_count)
            right, foot = shape.x + shape.width - 4, shape.y + shape.height - 5
            marks.append(
                f'<rect x="{shape.x}" y="{shape.y}" width="{shape.width}" height="{shape.height}" rx="5"'
                f' fill="{colour}" fill-opacity="{heat:.2f}"/><text x="{right}" y="{foot}" font-size="15"'
                f' font-weight="bold" text-anchor="end" fill="{colour}">{text}</text>'
            )
    svg = str(chart.grid_to_svg(grid))
    return svg.replace("</svg>", "".join(marks) + "</svg>")


def flow_diagram(flow_class: Any) -> str:
    """Return the diagram of a flow as SVG."""
    return str(chart.grid_to_svg(chart.calc_layout_data(flow_class)))


def flow_bpmn(flow_class: Any) -> str:
    """Return a flow as BPMN 2.0."""
    return str(chart.grid_to_bpmn(chart.calc_layout_data(flow_class)))
