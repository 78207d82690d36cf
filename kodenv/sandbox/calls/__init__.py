"""The call channel of split isolation: the tests' process uses the program in another process.

:func:`serve` is the program's end, :func:`connect` the tests'. Values travel by value in a closed format that runs
no code when it is read; what cannot stays where it is, and the other end gets a proxy.

Covers: what Python code does with functions, values and objects; see the modules.
Does not cover: reading the program's source, stepping into its frames, replacing what it holds in closures.
"""

from kodenv.sandbox.calls.ends import LoadFailure, connect, report_failure, serve
from kodenv.sandbox.calls.frames import SolutionGone
from kodenv.sandbox.calls.rules import Rules
from kodenv.sandbox.calls.texts import watch

__all__ = ["LoadFailure", "Rules", "SolutionGone", "connect", "report_failure", "serve", "watch"]
