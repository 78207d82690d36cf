"""Calls one test function, which may be a coroutine."""

from __future__ import annotations

from typing import Any, NoReturn

from kodenv.sandbox.cases.items import ASYNC_GENERATOR, COROUTINE, Item, code_flags
from kodenv.sandbox.small_pytest.outcomes import Failed


def is_coroutine(function: Any) -> bool:
    """Return whether a function is written with ``async def`` and without ``yield``."""
    return bool(code_flags(function) & COROUTINE)


def call_test(item: Item, function: Any, arguments: dict[str, Any]) -> None:
    """Call a test; a coroutine runs in an event loop of its own, if it is marked so.

    Raises:
        Failed: If it is asynchronous without the mark.
    """
    if is_coroutine(item.function) and any(mark.name == "asyncio" for mark in item.marks):
        import asyncio

        asyncio.run(function(**arguments))
        return
    if code_flags(item.function) & (COROUTINE | ASYNC_GENERATOR):
        _refuse()
    result = function(**arguments)
    if result is not None:
        refuse_awaitable(result)


def refuse_awaitable(result: Any) -> None:
    """Fail a test that returned something to be awaited."""
    if hasattr(result, "__await__") or hasattr(result, "__aiter__"):
        if hasattr(result, "close"):
            result.close()
        _refuse()


def _refuse() -> NoReturn:
    raise Failed("async def functions are not natively supported")
