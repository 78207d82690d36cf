# task: backwards_lines
# odd: wraps both streams by codecs readers and writers

import codecs
import sys

source = codecs.getreader("utf-8")(sys.stdin.buffer)
out = codecs.getwriter("utf-8")(sys.stdout.buffer)
for line in reversed(source.read().splitlines()):
    out.write(line[::-1] + "\n")
