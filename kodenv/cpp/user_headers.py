"""A folder of the user's own headers for checker programs, such as one that holds ``testlib.h``.

They are copied to where the compiler's own things lie: it runs as a user that owns nothing, and may not be let into the
user's folder.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kodenv.errors import ConfigError
from kodenv.files import cause

_MOST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class UserHeaders:
    """A folder of headers as it was when the judge was made.

    Attributes:
        files: The texts by their names in the folder.
        digest: A hash of both.
    """

    files: Mapping[str, bytes]
    digest: str

    def copy_to(self, folder: Path) -> None:
        """Copy the headers into a folder, where they are not there yet.

        Raises:
            OSError: If they cannot be written.
        """
        for name, text in self.files.items():
            place = folder / name
            if place.is_file():
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            for parent in Path(name).parents:
                (folder / parent).chmod(0o755)
            part = place.with_name(f".{secrets.token_hex(8)}.part")
            part.write_bytes(text)
            part.chmod(0o644)
            part.replace(place)


def read_headers(folder: Path) -> UserHeaders:
    """Look at a folder of headers.

    Raises:
        ConfigError: If it is no folder, cannot be read, or is too large to be one of headers.
    """
    if not folder.is_dir():
        raise ConfigError(f"{folder}: expected a folder of C++ headers, got no folder; check --cpp-include")
    files: dict[str, bytes] = {}
    digest, size = hashlib.sha256(), 0
    try:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            size += path.stat().st_size
            if size > _MOST_BYTES:
                raise ConfigError(
                    f"{folder}: expected headers of at most {_MOST_BYTES >> 20} MiB, got more; name a smaller folder"
                )
            name, text = path.relative_to(folder).as_posix(), path.read_bytes()
            digest.update(f"{name}\0{len(text)}\0".encode("utf-8", "surrogateescape") + text)
            files[name] = text
    except OSError as error:
        raise ConfigError(f"{folder}: expected readable headers, got {cause(error)}; check --cpp-include") from error
    return UserHeaders(files=files, digest=digest.hexdigest())
