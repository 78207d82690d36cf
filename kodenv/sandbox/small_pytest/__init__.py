"""The part of pytest's interface that generated suites use, without pytest.

A suite that says ``import pytest`` gets :mod:`.interface` when :mod:`kodenv.sandbox.cases` runs it. Outcomes
follow pytest 9.2; a name that is not in the interface sends a suite to the real pytest.

Covers: outcomes, ``raises``, ``warns``, ``approx``, marks, ``param``, ``fixture``, ``MonkeyPatch``, ``capsys``.
Does not cover: plugins, configuration, assertion rewriting, exception groups.

Runs on CPython 3.9 and later and imports almost nothing: it sits in every warm process.
"""
