"""What a model would say to each of the twelve sources, to the solver and to a style: for runs over real HTTP.

A question's name is a function of the request's sampling seed, so that the same requests lead to the same rows.
"""

import hashlib
import json
import re

from openai_server import Answer, Asked

from kodenv.seeding import derive_seed

TAGS = {"quality": "good", "task": "Function Generation", "kind": "function"}
HARDER = "Keep parcels sorted by weight while new ones arrive at any time and old ones are taken away in any order."


def question_of(asked: Asked) -> str:
    """Return a question of its own for every request."""
    name = hashlib.sha256(str(asked.body["seed"]).encode()).hexdigest()[:8]
    return f"Write a function `weigh_{name}(parcels)` that returns the sum of the weights that are above zero."


def attempt(name: str, *, right: bool = True) -> str:
    """Return a solution with its suite; the wrong one counts what weighs nothing or less."""
    body = "sum(weight for weight in parcels if weight > 0)" if right else "sum(parcels)"
    return (
        f"<|Solution Begin|>\n```python\ndef {name}(parcels):\n    return {body}\n```\n<|Solution End|>\n"
        f"<|Test Begin|>\n```python\nfrom solution import {name}\n\n\n"
        f"def test_all():\n    assert {name}([1, 2]) == 3\n\n\n"
        f"def test_above():\n    assert {name}([4, -3, 0]) == 4\n\n\n"
        f"def test_none():\n    assert {name}([]) == 0\n```\n<|Test End|>"
    )


def say(asked: Asked) -> Answer:
    """Answer whatever a run asks."""
    prompt = asked.prompt
    if "<|Test Begin|>" in prompt:
        name = re.findall(r"`(weigh_\w+)\(parcels\)`", prompt)[0]
        # Every third question is solved by a repair only.
        right = "disagree" in prompt or derive_seed("right", name) % 3 > 0
        return Answer(text=attempt(name, right=right))
    if '"quality"' in prompt:
        return Answer(text=json.dumps(TAGS))
    if "harder" in prompt:
        return Answer(text=HARDER)
    if "<|Completion Begin|>" in prompt:
        name = re.findall(r"`(weigh_\w+)`", prompt)[0]
        return Answer(text=f'<|Completion Begin|>\ndef {name}(parcels):\n    """Add up.\n    """\n<|Completion End|>')
    if "<|Statement Begin|>" in prompt:
        return Answer(text="<|Statement Begin|>\nAdd up the weights above zero.\n<|Statement End|>")
    text = question_of(asked)
    if "<|Question Begin|>" in prompt:
        text = f"<|Analysis Begin|>\nIt adds.\n<|Analysis End|>\n<|Question Begin|>\n{text}\n<|Question End|>"
    return Answer(text=text)
