"""The filtered list as an Excel file."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from desk.presenters import lamp_of
from offices.clock import LEGAL_ZONE
from workflows.models import WorkItem

MOST_ROWS = 20_000


def workbook(items: Iterable[WorkItem], at: datetime) -> bytes:
    """Return a workbook with a line for each piece of open work; no identifier of a person is in it.

    Texts are written as texts: what begins with an equals sign is no formula.
    """
    content = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet(_("督办台"))
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        titles = [_("案号"), _("要做的事"), _("机构"), _("承办人"), _("灯"), _("到期"), _("人数"), _("金额（元）")]
        sheet.write_row(0, 0, [*titles, _("说明")], bold)
        sheet.set_column(0, 8, 20)
        for number, item in enumerate(items, start=1):
            lamp, case = lamp_of(item.clock, at), item.case
            holder = item.holder.name if item.holder else ""
            for column, text in enumerate((case.number, item.title, case.office.name, holder, lamp.title)):
                sheet.write_string(number, column, text)
            if item.due_at:
                sheet.write_datetime(number, 5, item.due_at.astimezone(LEGAL_ZONE).replace(tzinfo=None), day)
            sheet.write_number(number, 6, case.headcount)
            sheet.write_number(number, 7, float(case.claimed_total))
            sheet.write_string(number, 8, lamp.sentence)
    return content.getvalue()
