"""The database from an address."""

from config.settings.databases import database


def test_what_the_address_asks_for_is_kept():
    options = database("postgres://u:p@db.example/q?sslmode=verify-full")["OPTIONS"]
    assert options["sslmode"] == "verify-full"


def test_no_statement_waits_for_ever():
    options = database("postgres://u:p@db.example/q")["OPTIONS"]["options"]
    assert "lock_timeout=10000" in options
    assert "statement_timeout=30000" in options


def test_options_of_the_address_come_after_ours():
    options = database("postgres://u:p@db.example/q?options=-c%20statement_timeout%3D1")["OPTIONS"]["options"]
    assert options.endswith("-c statement_timeout=1")
