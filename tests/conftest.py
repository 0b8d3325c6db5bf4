"""Hypothesis draws the same examples on every machine: a failure is everybody's failure."""

from hypothesis import settings

settings.register_profile("gongkai", derandomize=True, deadline=None)
settings.load_profile("gongkai")
