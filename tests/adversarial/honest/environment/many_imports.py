# task: shout
# odd: imports eighty modules of the standard library

import importlib

NAMES = """abc argparse array ast asyncio base64 binascii bisect bz2 calendar cmath cmd code codecs collections colorsys
configparser contextlib copy csv ctypes dataclasses datetime decimal difflib dis email enum errno filecmp fnmatch
fractions functools glob gzip hashlib heapq hmac html http inspect io itertools json keyword linecache locale logging lzma
mimetypes numbers operator pathlib pickle pkgutil platform plistlib pprint queue random re reprlib sched secrets
shelve shlex shutil sqlite3 statistics string struct subprocess tempfile textwrap threading timeit token tokenize
traceback types typing unicodedata unittest urllib uuid weakref xml zipfile zlib""".split()
modules = [importlib.import_module(name) for name in NAMES]


def shout(text):
    assert len(modules) > 80
    return text.upper() + "!"
