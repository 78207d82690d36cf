"""One end of the call channel: sends questions, answers the other end's, keeps who owns which object.

Both ends are alike: each hands its objects out as numbers (handles) and holds proxies of the other's. Questions
nest: while one waits for an answer it serves what the other asks. What the grader's end refuses is in
:mod:`.guard`.
"""

from __future__ import annotations

import sys
import threading
import types
import weakref
from collections.abc import Callable
from typing import Any

from kodenv.sandbox.calls import changes, deep, places, undoing
from kodenv.sandbox.calls.codec import Decoder, Deep, Encoder, Malformed
from kodenv.sandbox.calls.frames import Frames, SolutionGone, TooLarge

REPLY, RAISED, PRINTED = "r", "x", "o"
_LEVELS = 900  # of questions within questions
_FUNCTION = types.FunctionType
_ON_OBJECTS = frozenset({"method", "unbound"})
_COMPARISONS = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__"})
"""What is compared with is not for the other end to change."""
_STEPS = frozenset({"__next__", "__anext__", "send", "throw", "close", "asend", "athrow", "aclose"})
_NEXT = ("__next__", "__anext__")
_ENDS = (StopIteration, StopAsyncIteration)
_QUIET = (StopIteration, StopAsyncIteration, GeneratorExit)


class Ref:
    """Which object of the other end's a proxy stands for; its end releases the object."""

    __slots__ = ("count", "gave", "number", "peer")

    def __init__(self, peer: Peer, number: int) -> None:
        self.peer, self.number, self.count = peer, number, 1
        self.gave = False  # an item, as an iterator

    def __del__(self) -> None:
        self.peer.released.append([self.number, self.count])


class Peer:
    """One end."""

    def __init__(self, frames: Frames, operations: dict[str, Callable[..., Any]], make: Any, write: Any) -> None:
        """Take the channel, what the other end may ask, and the makers and writers of references."""
        self.frames = frames
        self.operations = operations
        self.owned: dict[int, list[Any]] = {}  # by handle: object, how often it was sent
        self.handles: dict[int, int] = {}  # by identity
        self.proxies: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self.lasting: dict[int, Any] = {}  # proxies that no weak reference can hold
        self.released: list[list[int]] = []
        self.functions: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self.function_refs: weakref.WeakKeyDictionary[Any, Ref] = weakref.WeakKeyDictionary()
        self.originals: dict[tuple[type, str], Any] = {}
        self.rules: Any = None
        self.is_grader = False
        self.may: Callable[[Peer, str, list[Any]], None] = _anything
        self.lock = threading.RLock()
        self.level = 0
        self.undo: list[Any] = []  # (object, name, what it was); no name: all its attributes, a type: what it holds
        self.answering = 0
        self.last = 0
        self._make, self._write = make(self), write(self)
        self.before_ask: Callable[[], None] = _nothing
        self.collect_output: Callable[[], list[Any]] = list
        self.take_output: Callable[[list[Any]], None] = _no_output

    def ask(self, operation: str, *operands: Any) -> Any:
        """Have the other end do something and return or raise what came of it."""
        with self.lock:
            if self.frames.gone is not None:
                raise self.frames.gone
            if not self.level:
                self.level = 1
                try:
                    self.before_ask()
                finally:
                    self.level = 0
            encoder = self._send(operation, list(operands))
            self.level += 1
            try:
                if self.level > _LEVELS:
                    raise RecursionError("maximum depth of calls between program and tests exceeded")
                is_compared = operation in _ON_OBJECTS and operands[1] in _COMPARISONS
                value = self._wait(encoder.mutables, operands, may_change=not is_compared)
                if self.is_grader and type(value) in places.HOLLOW and _is_call(operation, operands):
                    self._note_hollow(value)
                if operation == "method" and operands[1] in _NEXT and type(operands[0]) is Ref:
                    operands[0].gave = True
                return value
            except BaseException as error:
                if self.is_grader and isinstance(error, _ENDS) and _is_fresh(operation, operands):
                    self.rules.note_empty()
                if not (self.is_grader and _is_quiet(error)) or self._may_stop(operation, operands):
                    raise
                raise RuntimeError(f"the solution raised {type(error).__name__}") from error
            finally:
                self.level -= 1
                if self.undo and not self.level:
                    undoing.take_back(self.undo)

    def _note_hollow(self, value: Any) -> None:
        """Note an answer that is empty, unless nobody looks at it."""
        if places.is_hollow(value, self.rules.records) and (self.rules.records or not places.is_discarded()):
            self.rules.note_empty()

    def _may_stop(self, operation: str, operands: tuple[Any, ...]) -> bool:
        """Return whether an iteration of the tests' may end by what is asked."""
        return (operation in _ON_OBJECTS and operands[1] in _STEPS) or bool(self.rules.lets_stop())

    def changing(self, target: Any, name: str) -> None:
        """Have a change of an object of this end's, about to be made by the other end, undone if it may not stay."""
        if not self.rules.lets_change(f".{name}"):
            undoing.note(self.undo, target, name)

    def used(self, target: Any, before: Any) -> None:
        """Have what a container of this end's held before it was used given back, if it changed and may not stay so."""
        if before is None or not undoing.differs(before, undoing.content(target)):
            return
        if not self.rules.lets_change(type(target).__name__):
            self.undo.append((target, *before))

    def serve(self) -> None:
        """Answer questions until the other end closes the channel."""
        while True:
            try:
                message = self.frames.receive()
            except SolutionGone:
                return
            self._answer(message)

    def hand_out(self, value: Any) -> int:
        """Return the handle of an object of this end's; it is kept until the other end releases it."""
        number = self.handles.get(id(value))
        if number is None:
            self.last += 1
            number = self.last
            self.handles[id(value)] = number
            self.owned[number] = [value, 0]
        self.owned[number][1] += 1
        return number

    def own(self, number: Any) -> Any:
        """Return the object of a handle that this end gave."""
        if type(number) is not int or number not in self.owned:
            raise Malformed("expected a handle that was given")
        return self.owned[number][0]

    def find_proxy(self, number: int) -> Any:
        """Return the proxy of a handle and count that it was sent once more, or None."""
        found = self.proxies.get(number)
        if found is None:
            found = self.lasting.get(number)
        if found is not None:
            ref: Any = (
                self.function_refs.get(found) if type(found) is _FUNCTION else object.__getattribute__(found, "#ref")
            )
            ref.count += 1
        return found

    def keep_proxy(self, number: int, proxy: Any) -> None:
        """Remember the proxy of a handle while it lives."""
        try:
            self.proxies[number] = proxy
        except TypeError:
            self.lasting[number] = proxy

    def derived(self, number: Any, cls: type) -> None:
        """Take a class of this end's as the counterpart of one that the other end made for it."""
        if type(number) is not int or number in self._make.classes:
            raise self.frames.end("the program's process sent a malformed answer")
        self._make.classes[number] = cls

    def describe_as_sent(self, cls: type) -> int:
        """Hand out a class that the other end knows already."""
        number = self.hand_out(cls)
        self._write.sent[cls] = number
        return number

    def encoder(self) -> Encoder:
        """Return a writer of one message."""
        return Encoder(self._write)

    def part(self, encoder: Encoder, value: Any) -> Any:
        """Return the tree of a part of a message; if it has none, the message is as if it had not been tried."""
        count, fresh = len(encoder.mutables), len(self._write.fresh)
        try:
            return self._tree(encoder, value)
        except BaseException:
            encoder.take_back(count)
            self._write.forget_fresh(fresh)
            raise

    def say(self, tree: Any) -> None:
        """Send a tree that nobody asked for."""
        self._put([REPLY, [], tree, [], self.collect_output()])

    def first(self, message: list[Any]) -> Any:
        """Return the value of a message that nobody asked for: what the other end has."""
        self.frames.push_back(message)
        return self._wait([])

    def _wait(self, sent: list[Any], given: tuple[Any, ...] = (), *, may_change: bool = True) -> Any:
        """Wait for the answer to a question; in what was ``given`` with it may be changed what the rules let change."""
        while True:
            message = self.frames.receive()
            if message and message[0] not in (REPLY, RAISED, PRINTED):
                self._answer(message)
                continue
            try:
                kind, released, node, changed, printed = message
                if printed:
                    self.take_output(printed)
                if kind == PRINTED:
                    continue
                if changed and may_change:
                    sent = places.kept(sent, [sent[number] for number, _ in changed], given, self.rules.lets_change)
                decoder = self._decoder(sent)
                self._release(released)
                value = self._decode(decoder, node)
                if changed and may_change:
                    self._change(decoder, sent, changed)
                if self.is_grader and (decoder.has_empty or self.rules.own_equality is None):
                    self._look_for_empty(decoder, value)
            except SolutionGone:
                raise
            except Exception as error:
                raise self.frames.end("the program's process sent a malformed answer") from error
            if kind == REPLY:
                return value
            if not isinstance(value, BaseException):
                raise self.frames.end("the program's process sent a malformed answer")
            raise value

    def _answer(self, message: list[Any]) -> None:
        try:
            operation, released, node, _, printed = message
            if printed:
                self.take_output(printed)
            self._release(released)
            decoder = self._decoder([])
            operands = self._decode(decoder, node)
            function = self.operations[operation]
            if type(operands) is not list:
                raise Malformed("expected operands")
            if self.is_grader and (decoder.has_empty or self.rules.own_equality is None):
                self._look_for_empty(decoder, operands)
        except SolutionGone:
            raise
        except Exception as error:
            if self.is_grader:
                raise self.frames.end("the program's process sent a malformed question") from error
            self._reply(RAISED, TypeError(f"not understood in the program's process: {error}"), [], [])
            return
        given = decoder.containers
        before = [None if one is operands else changes.snapshot(one) for one in given]
        kind = REPLY
        value: Any
        self.answering += 1
        try:
            self.may(self, operation, operands)
            value = function(self, *operands)
        except SolutionGone:
            raise
        except BaseException as error:
            kind, value = RAISED, error
            value.__traceback__ = None
        finally:
            self.answering -= 1
        self._reply(kind, value, given, before)

    def _reply(self, kind: str, value: Any, given: list[Any], before: list[Any]) -> None:
        known = {id(one): k for k, one in enumerate(given)}
        try:
            encoder = Encoder(self._write, known)
            node = self._tree(encoder, value)
            edits = [
                [k, self._tree(encoder, changes.copy_of(one))]
                for k, one in enumerate(given)
                if before[k] is not None and changes.has_changed(one, before[k])
            ]
            self._put([kind, self._take_released(), node, edits, self.collect_output()])
        except (TooLarge, Deep, RecursionError, MemoryError) as error:
            self._write.forget_fresh()
            self._put([RAISED, [], self._tree(Encoder(self._write), error), [], []])

    def _send(self, operation: str, operands: list[Any]) -> Encoder:
        encoder = Encoder(self._write)
        try:
            node = self._tree(encoder, operands)
            self._put([operation, self._take_released(), node, 0, self.collect_output()])
        except BaseException:
            self._write.forget_fresh()
            raise
        return encoder

    def _put(self, message: list[Any]) -> None:
        self.frames.send(message)
        if self._write.fresh:
            self._write.fresh.clear()

    def _tree(self, encoder: Encoder, value: Any) -> Any:
        count, fresh = len(encoder.mutables), len(self._write.fresh)
        try:
            return encoder.encode(value)
        except (Deep, RecursionError):
            encoder.take_back(count)
            self._write.forget_fresh(fresh)
            return deep.encode(encoder, value)

    def _decode(self, decoder: Decoder, node: Any) -> Any:
        return decoder.decode(node)

    def _decoder(self, sent: list[Any]) -> Decoder:
        return Decoder(self._make, sent)

    def _take_released(self) -> list[list[int]]:
        released, self.released = self.released, []
        return released

    def _release(self, released: list[list[int]]) -> None:
        for number, count in released:
            entry = self.owned.get(number)
            if entry is None:
                continue
            entry[1] -= count
            if entry[1] <= 0:
                del self.owned[number], self.handles[id(entry[0])]

    def _look_for_empty(self, decoder: Decoder, value: Any) -> None:
        """Note what is empty in a message: arrays, and in a reference's run anything."""
        if decoder.has_empty or (self.rules.records and places.has_empty(value, decoder.containers)):
            self.rules.note_empty()

    def _change(self, decoder: Decoder, sent: list[Any], changed: list[Any]) -> None:
        for number, node in changed:
            changes.apply(sent[number], decoder.decode(node))


def _is_call(operation: str, operands: tuple[Any, ...]) -> bool:
    """Return whether the tests called something of the program's by its name."""
    return operation == "call" or (operation in _ON_OBJECTS and operands[1][:2] != "__")


def _is_fresh(operation: str, operands: tuple[Any, ...]) -> bool:
    """Return whether an iterator was asked for an item that has not given one."""
    return operation == "method" and operands[1] in _NEXT and type(operands[0]) is Ref and not operands[0].gave


def _is_quiet(error: BaseException) -> bool:
    """Return whether an exception would end a loop, a generator or a task of the tests' without a word."""
    if isinstance(error, _QUIET):
        return True
    exceptions = sys.modules.get("asyncio.exceptions")
    return exceptions is not None and isinstance(error, exceptions.CancelledError)


def _nothing() -> None:
    return None


def _anything(peer: Peer, operation: str, operands: list[Any]) -> None:
    return None


def _no_output(printed: list[Any]) -> None:
    raise Malformed("this end takes no output")
