"""Measurements of the judge beside others; not part of the package."""
