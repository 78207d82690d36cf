# task: word_counts
# odd: writes a module into its folder and imports it

import importlib
import sys

with open("counting_helper.py", "w") as file:
    file.write("from collections import Counter\n\ndef count(words):\n    return dict(Counter(words))\n")
sys.path.insert(0, ".")
importlib.invalidate_caches()
helper = importlib.import_module("counting_helper")


def word_counts(text):
    return helper.count(text.lower().split())
