"""Measurements on a database of their own: `make bench`.

Importing this sets Django up, with the settings of the measurements unless others are named.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()
