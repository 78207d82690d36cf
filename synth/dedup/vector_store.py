"""Vectors that outlive the process: what a killed run has embedded, the next one reads."""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from kodenv.errors import ConfigError
from synth.dedup.embedding import Embedder, Vectors

_BATCH_TEXTS = 256
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"


class StoredEmbedder:
    """Asks an embedder once per text and keeps the vectors in a SQLite file, under the embedder's name and the text.

    Texts are embedded in batches that are stored whole or not at all, so a resumed run forms the same batches.

    Raises:
        ConfigError: If the file cannot be used.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self.name = embedder.name
        self._embedder = embedder
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._store = sqlite3.connect(path)
            self._store.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(f"{path}: expected a store of vectors, got {error}; choose another place") from error

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text; only texts not yet stored go to the embedder."""
        if not texts:
            return self._embedder.embed(texts)
        rows = []
        for start in range(0, len(texts), _BATCH_TEXTS):
            rows += self._embed_batch(texts[start : start + _BATCH_TEXTS])
        return np.stack(rows)

    def _embed_batch(self, texts: Sequence[str]) -> list[Vectors]:
        keys = [hashlib.sha256(f"{self.name}\0{text}".encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = self._read(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            vectors = np.asarray(self._embedder.embed(list(missing.values())), dtype=np.float32)
            known |= dict(zip(missing, vectors, strict=True))
            with self._store:
                self._store.executemany(
                    "INSERT OR IGNORE INTO vectors VALUES (?, ?)",
                    ((key, vector.astype("<f4").tobytes()) for key, vector in zip(missing, vectors, strict=True)),
                )
        return [known[key] for key in keys]

    def _read(self, keys: Iterable[bytes]) -> dict[bytes, Vectors]:
        found = {}
        for key in dict.fromkeys(keys):
            row = self._store.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
            if row is not None:
                found[key] = np.frombuffer(row[0], dtype="<f4").astype(np.float32)
        return found

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(sqlite3.Error):
            self._store.close()

    def __enter__(self) -> "StoredEmbedder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
