"""A policy that answers with recorded replies."""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from kodenv.errors import ConfigError, DataError
from kodenv.policy import Completion, Request
from kodenv.replies import Reply, iter_replies

_IN_MEMORY_BYTES = 64 << 20
_NAMES_SHOWN = 3


class ReplayPolicy:
    """Answers each request with the recorded reply of that question and sample.

    The texts lie in a temporary file once they are many; in memory there is only where each begins.
    A context manager, because of that file.
    """

    def __init__(self, paths: Sequence[str | os.PathLike[str]]) -> None:
        """Read the recordings.

        Args:
            paths: Files, folders or globs; see :func:`kodenv.replies.iter_replies` for the rows.

        Raises:
            ConfigError: If there is no path, or one cannot be read.
            DataError: If a row is not a recorded reply.
        """
        if not paths:
            raise ConfigError("replay: expected at least one file, got none; say replay:FILE")
        names = [Path(path).name for path in paths]
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        self.name = f"replay:{','.join(names[:_NAMES_SHOWN])}{more}"
        self._places: dict[str, dict[int, tuple[int, int, str | None]]] = {}
        # Closed in close(); a with block cannot span the object's life.
        self._texts = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115
        try:
            self.digest = self._load(iter_replies(paths))
        except BaseException:
            self.close()
            raise

    def _load(self, replies: Iterable[Reply]) -> str:
        digest = hashlib.sha256()
        offset = 0
        for reply in replies:
            text = reply.completion if reply.completion is not None else _fence(reply.program or "")
            data = text.encode("utf-8", "surrogatepass")
            self._texts.write(data)
            place = (offset, len(data), reply.finish_reason)
            self._places.setdefault(reply.question_id, {})[reply.sample_index] = place
            offset += len(data)
            digest.update(json.dumps([reply.question_id, reply.sample_index, text, reply.finish_reason]).encode())
        return digest.hexdigest()

    def question_ids(self) -> Collection[str]:
        """Return the ids that have at least one reply."""
        return self._places.keys()

    def sample_indices(self, question_id: str, n: int | None) -> Sequence[int]:
        """Return the lowest n sample indices of a question, or all of them.

        Raises:
            DataError: If there are fewer than n.
        """
        indices = sorted(self._places.get(question_id, ()))
        if n is not None and len(indices) < n:
            raise DataError(
                f"{self.name}: expected {n} recorded completions for question {question_id!r}, got {len(indices)}; "
                "lower --n, or leave it out to take all there are"
            )
        return indices[:n]

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        """Yield the recorded replies, in the order of the requests.

        Raises:
            DataError: If a sample was not recorded.
        """
        for request in requests:
            place = self._places.get(request.question_id, {}).get(request.sample_index)
            if place is None:
                raise DataError(
                    f"{self.name}: expected a recorded completion for question {request.question_id!r} sample "
                    f"{request.sample_index}, got none; record it or leave it out"
                )
            offset, length, finish_reason = place
            self._texts.seek(offset)
            text = self._texts.read(length).decode("utf-8", "surrogatepass")
            yield request.index, Completion(text=text, finish_reason=finish_reason)

    def close(self) -> None:
        """Let go of the texts."""
        self._texts.close()

    def __enter__(self) -> "ReplayPolicy":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _fence(program: str) -> str:
    """Wrap a bare program as a model would, so that it is found also where it does not parse.

    The fence is longer than any inside, and its tag names the language, which the row does not say.
    """
    longest = max((len(run) for run in re.findall("`+", program)), default=0)
    fence = "`" * max(3, longest + 1)
    tag = "cpp" if re.search(r'^\s*#\s*include\s*[<"]', program, re.MULTILINE) else "python"
    return f"{fence}{tag}\n{program}\n{fence}\n"
