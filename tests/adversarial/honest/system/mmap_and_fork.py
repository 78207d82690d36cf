# task: word_counts
# odd: shares anonymous memory with two children

import json
import mmap
import os


def word_counts(text):
    words = text.lower().split()
    half = len(words) // 2
    counts = {}
    for part in (words[:half], words[half:]):
        with mmap.mmap(-1, 1 << 16) as memory:
            child = os.fork()
            if child == 0:
                memory.write(json.dumps({w: part.count(w) for w in part}).encode() + b"\n")
                os._exit(0)
            os.waitpid(child, 0)
            for word, n in json.loads(memory.readline()).items():
                counts[word] = counts.get(word, 0) + n
    return counts
