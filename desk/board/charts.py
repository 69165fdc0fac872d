"""Charts as SVG, drawn on the server: no script, and a table beside each for those who do not see it."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

HEIGHT, WIDTH, GAP, FOOT = 120, 46, 10, 22


def bars(groups: Sequence[tuple[str, Sequence[int]]], *, title: str) -> SafeString:
    """Draw groups of bars: a label under each group, the number over each bar."""
    most = max([1, *(value for _label, values in groups for value in values)])
    total = len(groups) * (WIDTH + GAP)
    drawn = format_html_join(
        "", "{}", ((_group(index, label, values, most),) for index, (label, values) in enumerate(groups))
    )
    return format_html(
        '<svg class="chart" role="img" aria-label="{}" viewBox="0 0 {} {}">{}</svg>',
        *(title, total, HEIGHT + FOOT + 14, drawn),
    )


def _group(index: int, label: str, values: Sequence[int], most: int) -> SafeString:
    left = index * (WIDTH + GAP)
    width = WIDTH // len(values)
    rows = []
    for number, value in enumerate(values):
        height = round(HEIGHT * value / most)
        x, y = left + number * width, 14 + HEIGHT - height
        rows.append((number, x, y, width - 2, height, x + width / 2 - 1, y - 3, value))
    shapes = format_html_join(
        "",
        '<rect class="chart__bar chart__bar--{}" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="chart__value" x="{}" y="{}">{}</text>',
        rows,
    )
    return format_html(
        '<g>{}<text class="chart__label" x="{}" y="{}">{}</text></g>',
        shapes,
        left + WIDTH / 2,
        HEIGHT + FOOT + 6,
        label,
    )
