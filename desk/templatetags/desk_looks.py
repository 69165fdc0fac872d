"""Lines of the ledger of looks as people read them."""

from django import template

from desk import presenters

register = template.Library()
register.filter("looked_at", presenters.looked_at)
