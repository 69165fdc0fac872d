"""信访事项处理意见书, and the opinions of review and re-check (Petition Work Regulations arts 32, 35, 36)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.errors import FormIncomplete
from documents.form import Audience, Fields, Form

LEVELS = ("handle", "review", "recheck")


def _check(fields: Fields) -> None:
    if fields["level"] not in LEVELS:
        raise FormIncomplete(_("意见书的层级应为办理、复查或复核。"), field="level")


FORM = Form(
    code="petition_opinion",
    title=gettext_lazy("信访事项处理意见书"),
    mark="信",
    template="documents/petition_opinion.html",
    audience=Audience.PARTIES,
    required={
        "level": gettext_lazy("层级"),
        "petitioner": gettext_lazy("信访人"),
        "received_on": gettext_lazy("收到日期"),
        "claim": gettext_lazy("投诉请求"),
        "facts": gettext_lazy("事实和理由"),
        "opinion": gettext_lazy("处理意见"),
        "basis": gettext_lazy("依据"),
    },
    optional={"review_office": gettext_lazy("复查或复核机关"), "earlier_number": gettext_lazy("原意见书文号")},
    check=_check,
)
"""`level` is handle, review or recheck: it sets the title and the remedy that is printed."""
