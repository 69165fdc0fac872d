"""The events that notices write into a case's history."""

from django.utils.translation import gettext_lazy as _

from cases import events

events.register("document_served", _("送达%(title)s（%(number)s）给%(party)s，%(method)s，%(served_on)s"))
events.register("notice_failed", _("通知没有送出（%(template)s），请改用其他方式告知"))
