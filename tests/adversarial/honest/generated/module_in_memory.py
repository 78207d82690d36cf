# task: shout
# odd: puts a module of its own into sys.modules and imports from it

import sys
import types

tools = types.ModuleType("tools_of_mine")
exec("def mark(text):\n    return text + '!'", tools.__dict__)
sys.modules["tools_of_mine"] = tools

from tools_of_mine import mark  # noqa: E402


def shout(text):
    import tools_of_mine as again

    assert again.mark is mark
    return mark(text.upper())
