"""Prose: what a report's sentences state in numbers."""
