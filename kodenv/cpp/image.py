"""What a compiled program's file says of the memory it needs before its first instruction."""

import struct

_LOAD = 1
_HEADER = struct.Struct("<4sB")
_TABLE = struct.Struct("<Q14xHH")  # e_phoff at 32; e_phentsize and e_phnum at 54
_SEGMENT = struct.Struct("<I36xQ")  # p_type at 0, p_memsz at 40


def static_bytes(binary: bytes) -> int:
    """Return the bytes of memory that a program's segments take: its code, and its variables of static storage.

    Source: the System V ABI, ELF-64 object file format. A file that is none takes 0.
    """
    try:
        magic, width = _HEADER.unpack_from(binary)
        if magic != b"\x7fELF" or width != 2:
            return 0
        start, size, count = _TABLE.unpack_from(binary, 32)
        segments = [_SEGMENT.unpack_from(binary, start + index * size) for index in range(count)]
    except struct.error:
        return 0
    return sum(needed for kind, needed in segments if kind == _LOAD)
