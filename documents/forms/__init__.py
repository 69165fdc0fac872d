"""The legal forms: each module of this folder defines one as `FORM`."""

from django.utils.translation import gettext as _

from documents.errors import FormIncomplete
from documents.form import Audience, Form
from documents.forms import acceptance, agreement, handover, opinion, order, receipt, refusal

_MODULES = (acceptance, agreement, handover, opinion, order, receipt, refusal)

FORMS: dict[str, Form] = {module.FORM.code: module.FORM for module in _MODULES}


def get_form(code: str) -> Form:
    """Return a form by its code; raises `FormIncomplete` for an unknown one."""
    try:
        return FORMS[code]
    except KeyError:
        raise FormIncomplete(_("没有这种文书：%(code)s") % {"code": code}) from None


def forms_for(*audiences: Audience) -> list[str]:
    """Return the codes of the forms that are open to one of these audiences."""
    return [form.code for form in FORMS.values() if form.audience in audiences]
