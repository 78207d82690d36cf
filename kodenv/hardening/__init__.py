"""Stronger suites."""
