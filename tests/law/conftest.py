"""A slow machine, or one that measures coverage, fails no property: what they say has nothing to do with time."""

from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
