"""The events that documents write into a case's history."""

from django.utils.translation import gettext_lazy as _

from cases import events

events.register("document_issued", _("制作文书：%(title)s（%(number)s）"), seen_by=events.Seen.PARTIES)
events.register("document_rendered", _("文书文件已生成：%(title)s（%(number)s）"))
