"""Measurements, and storms: `make bench`, `make deep`. Importing this starts nothing."""
