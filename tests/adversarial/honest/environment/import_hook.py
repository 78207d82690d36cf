# task: word_counts
# odd: installs an importer of its own on sys.meta_path

import importlib.abc
import importlib.machinery
import sys


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name == "counting_made_up" else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.count = lambda words: {word: words.count(word) for word in words}


sys.meta_path.insert(0, Finder())

import counting_made_up  # noqa: E402


def word_counts(text):
    return counting_made_up.count(text.lower().split())
