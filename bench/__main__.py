"""`python -m bench NAME [ARGUMENT]...`: one measurement on a database of its own, beside that of the tests."""

import os
import runpy
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    del sys.argv[0]
    runpy.run_module(f"bench.{sys.argv[0]}", run_name="__main__", alter_sys=True)
