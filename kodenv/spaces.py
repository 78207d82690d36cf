"""A space of texts that contains real prompts and programs.

Gymnasium's own ``Text`` space holds only the characters of an alphabet given in advance, checks them
one by one and samples up to its full length; prompts have any character and can be long.
"""

from multiprocessing import context
from types import ModuleType
from typing import Any, NoReturn

import numpy as np
from gymnasium.error import CustomSpaceError
from gymnasium.spaces import Space
from gymnasium.vector.utils import create_shared_memory

from kodenv.errors import ConfigError

SAMPLE_MAX_CHARS = 64
_SURROGATES_START, _SURROGATES = 0xD800, 0x800
_CODE_POINTS = 0x110000 - _SURROGATES


class TextSpace(Space[str]):
    """Every text of at most ``max_chars`` code points."""

    def __init__(self, max_chars: int, *, seed: int | np.random.Generator | None = None) -> None:
        if isinstance(max_chars, bool) or not isinstance(max_chars, int) or max_chars < 1:
            raise ConfigError(f"TextSpace: expected max_chars as an int above 0, got {max_chars!r}; name its limit")
        self.max_chars = max_chars
        super().__init__(shape=None, dtype=None, seed=seed)

    @property
    def is_np_flattenable(self) -> bool:
        """False: a text has no fixed size."""
        return False

    def sample(self, mask: Any | None = None, probability: Any | None = None) -> str:
        """Draw a short text of any characters that can be encoded (no surrogates).

        It is short because the environment judges what it is handed, noise too.

        Raises:
            ConfigError: If a mask is given; there is nothing to mask.
        """
        if mask is not None or probability is not None:
            raise ConfigError(f"TextSpace.sample: expected no mask, got {mask or probability!r}; leave it out")
        n_chars = int(self.np_random.integers(min(self.max_chars, SAMPLE_MAX_CHARS) + 1))
        points = self.np_random.integers(_CODE_POINTS, size=n_chars)
        points[points >= _SURROGATES_START] += _SURROGATES
        return "".join(map(chr, points.tolist()))

    def contains(self, x: Any) -> bool:
        """Return whether ``x`` is a str of at most ``max_chars`` code points."""
        return isinstance(x, str) and len(x) <= self.max_chars

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TextSpace) and self.max_chars == other.max_chars

    def __hash__(self) -> int:
        return hash((TextSpace, self.max_chars))

    def __repr__(self) -> str:
        return f"TextSpace({self.max_chars})"


@create_shared_memory.register(TextSpace)
def _refuse_shared_memory(
    space: TextSpace, n: int = 1, ctx: ModuleType | context.BaseContext | None = None
) -> NoReturn:
    """Say what to do, where Gymnasium would suggest to register a function for the space."""
    raise CustomSpaceError(
        f"AsyncVectorEnv: expected shared_memory=False, got True; {space!r} has texts of any length, "
        'pass vector_kwargs={"shared_memory": False} to make_vec, or shared_memory=False to AsyncVectorEnv'
    )
