# task: save_lines
# odd: writes through pathlib, codecs and an incremental encoder

import codecs
from pathlib import Path


def save_lines(path, lines):
    encoder = codecs.getincrementalencoder("utf-8")()
    data = b"".join(encoder.encode(part) for line in lines for part in (line, "\n"))
    return [Path(path).write_bytes(data), len(lines)][1]


def load_lines(path):
    return [line.rstrip("\n") for line in codecs.open(str(path), encoding="utf-8")]
