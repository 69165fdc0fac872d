"""Measurements on a database of their own: `make bench`. Importing this sets Django up."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()
