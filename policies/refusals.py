"""Requests that a model cannot take: too long, or against a server's content rules."""

import re

REFUSED = "refused"
# There is no standard code for it, so the words of the servers are read.
_WORDS = re.compile(
    r"context[ _](length|window)|maximum (context|model) length|too long|longer than|"
    r"content[ _]filter|content management policy",
    re.IGNORECASE,
)


def is_beyond_the_model(said: str) -> bool:
    """Tell whether an error's words mean that the model cannot take this request, whoever asks."""
    return _WORDS.search(said) is not None
