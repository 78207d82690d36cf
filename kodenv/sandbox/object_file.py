"""What an object file of a compiled program asks for, as far as it decides how to link it.

Covers: little-endian ELF-64 files, as the compiler wrote them. The text that was compiled may have put
anything in them, so whatever is odd counts as "asks for everything". Source: the System V ABI, object files.
"""

from __future__ import annotations

import os
import struct

_FILE = struct.Struct("<4sB35xQ10xHH")  # magic, class; where the section table is; size and number of sections
_SECTION = struct.Struct("<IIQQQQIIQQ")
_SYMBOL = struct.Struct("<IBBHQQ")
_SYMBOL_TABLE, _UNDEFINED = 2, 0
_MOST_BYTES = 1 << 20  # of a table that is worth looking at
_OF_CPP = (b"_Z", b"__cxa_", b"__gxx_", b"__dynamic_cast", b"_Unwind_", b"_ITM_", b"__emutls")
_OF_C = (b"__cxa_atexit", b"__cxa_finalize")


def needs_cpp_library(path: str) -> bool:
    """Tell whether an object file uses the C++ library, rather than C's alone.

    Args:
        path: The file, in the folder of the compiler.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            names = _undefined(descriptor)
        finally:
            os.close(descriptor)
    except (OSError, ValueError, struct.error):
        return True
    return any(name.startswith(_OF_CPP) and name not in _OF_C for name in names)


def _undefined(descriptor: int) -> list[bytes]:
    """Return the names that a file expects from others."""
    magic, width, start, size, count = _FILE.unpack(_read(descriptor, 0, _FILE.size))
    if magic != b"\x7fELF" or width != 2 or size != _SECTION.size:
        raise ValueError("no ELF-64 file")
    sections = list(_SECTION.iter_unpack(_read(descriptor, start, size * count)))
    tables = [one for one in sections if one[1] == _SYMBOL_TABLE]
    if not tables or tables[0][6] >= len(sections):
        raise ValueError("no table of symbols")
    table = tables[0]
    texts = _read(descriptor, sections[table[6]][4], sections[table[6]][5])
    names = []
    for name, _, _, section, _, _ in _SYMBOL.iter_unpack(_read(descriptor, table[4], table[5])):
        if section == _UNDEFINED and name:
            names.append(texts[name : texts.index(b"\0", name)])
    return names


def _read(descriptor: int, start: int, size: int) -> bytes:
    if size > _MOST_BYTES:
        raise ValueError("too large to look at")
    return os.pread(descriptor, size, start)
