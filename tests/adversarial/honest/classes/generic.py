# task: history
# odd: is generic (typing.Generic and UserList would be more usual), with overloads and casts

from __future__ import annotations

from typing import Generic, Iterable, List, TypeVar, cast, overload

T = TypeVar("T")


class History(List[T], Generic[T]):
    limit: int

    @overload
    def __init__(self, limit: int) -> None: ...
    @overload
    def __init__(self, limit: int, items: Iterable[T]) -> None: ...
    def __init__(self, limit, items=()):
        self.limit = limit
        list.__init__(self, list(items)[-limit:])

    def append(self, item: T) -> None:
        if len(self) == self.limit:
            self.pop(0)
        super().append(item)

    def last(self, n: int = 1) -> list[T]:
        return cast("list[T]", [*self][-n:])
