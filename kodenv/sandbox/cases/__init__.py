"""The runner of pytest and assert suites, in the process of the program: one status per case.

Outcomes are those of pytest 9.2. Its *failed* is FAILED when a check did not hold (``AssertionError``,
``pytest.fail``, ``pytest.raises``) and ERROR when anything else was raised. What pytest would end the whole run
for (``KeyboardInterrupt``) is an ERROR of that case here, and the others still run.

Covers: plain functions and classes, ``unittest``, marks, ``parametrize``, fixtures, coroutines, scripts of asserts.
Does not cover: what :func:`kodenv.suites.plan_suite` sends to the real pytest; a program that patches this package.

Runs on CPython 3.9 and later and imports almost nothing: it sits in every warm process. All of it is imported
before the program runs, because afterwards its files are out of reach.
"""

from kodenv.sandbox.cases.assert_scripts import Steps, arranged, compile_assert, run_assert
from kodenv.sandbox.cases.pytest_suites import SuiteError, compile_pytest, run_pytest

__all__ = ["Steps", "SuiteError", "arranged", "compile_assert", "compile_pytest", "run_assert", "run_pytest"]
