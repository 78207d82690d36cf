# task: shout
# odd: looks at its own frames and variables

import inspect
import sys


def shout(text):
    frame = sys._getframe()
    assert frame.f_code.co_name == "shout" and frame.f_locals["text"] == text
    assert inspect.currentframe().f_lineno > 0
    return locals()["text"].upper() + "!"
