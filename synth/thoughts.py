"""The words of recorded completions: reasoning about the actual task, and what stands around the code."""

import re
import textwrap
from random import Random

from synth.families.shape import Raised
from synth.procedural import Drawn
from synth.rendering import example_text

_NOTES = {
    "keep_between": "Both ends belong to the range, so it has to be `<=` on both sides.",
    "keep_above": "A number equal to the threshold stays, only smaller ones go.",
    "rotate_left": "I have to be careful with the modulo when the list is empty.",
    "running_total": "The reduction happens after each addition, not once at the end.",
    "differences": "There is one fewer difference than there are numbers.",
    "window_sums": "The number of windows is len - width + 1, which may well be zero or negative.",
    "clamp": "A value that equals a bound simply stays.",
    "weighted_sum": "The weight starts at the first value and grows with the position, so enumerate is handy.",
    "count_jumps": "The word is 'or more', so the comparison is `>=`.",
    "longest_stretch": "A counter that goes back to zero on a bad number does it, and a running maximum.",
    "sort_by_remainder": "A key tuple with the negated number gives the descending order inside a remainder.",
    "first_occurrences": "A set of the remainders seen so far keeps this linear.",
    "shift_letters": "The wrap-around after 'z' is a modulo 26.",
    "cap_repeats": "I need to know the length of the current run at each character.",
    "merge_spans": "After sorting by the left end, only the last merged interval can be extended.",
    "free_gaps": "The last gap, from the latest right end to the limit, is easy to forget.",
    "rank_keys": "Ties go alphabetically, so the key is (-value, key).",
    "keep_counts": "'Below' means strictly smaller, an equal value stays.",
    "collatz_steps": "Both conditions end the loop, the cap and reaching the end value.",
    "coin_ways": "The order does not matter, so I go through the coins one by one.",
    "knapsack": "Going through the room from large to small uses each item at most once.",
    "spaced_sum": "The recurrence takes the better of leaving the number out and the best that ends far enough "
    "before it.",
    "edit_cost": "It is the usual edit distance table with three different prices.",
    "cheapest_path": "Each cell needs only the cells above, to the left and diagonally before it.",
    "islands": "A flood fill from every unseen land cell gives the sizes.",
    "hop_counts": "Breadth first search, and the depth limit stops the expansion.",
    "task_order": "Kahn's algorithm, choosing among the ready tasks each time; fewer tasks than n at the end means "
    "a cycle.",
    "toll_roads": "Dijkstra with the toll added to each road.",
    "josephus": "Simulating the circle with a list is fast enough.",
    "odd_calculator": "The unusual order means splitting on the later operator first.",
    "bracket_score": "A closing bracket without an opening one makes it invalid right away.",
    "drive_robot": "A left turn maps (dx, dy) to (-dy, dx).",
    "buckets": "All three keys are there even when a group is empty.",
    "deep_cover": "Both ends are covered, so the range goes to high + 1.",
}
_JOINTS = ("Then", "After that", "Next", "The next step:", "Once that is done,", "Following that,")
_START = (
    "Okay, so I need to write `{name}`.",
    "Let me go through what is asked. The task is `{name}`.",
    "Alright, `{name}` it is.",
    "First, let me understand the problem: I have to implement `{name}`.",
    "We need `{name}` here.",
)
_END = (
    "That should be all, let me write it down.",
    "I think that covers it. Now the code.",
    "Good, nothing here needs a clever algorithm. Writing it out.",
    "The sizes are small, so clarity comes first.",
    "Okay, time to put it together.",
)


def brief(rule: str) -> str:
    """Return the first part of a rule, without what it says in parentheses after a space."""
    return re.sub(r" \((?:[^()]|\([^()]*\))*\)", "", rule.split(";")[0])


def reason(drawn: Drawn, rng: Random) -> str:
    """Write reasoning about this task: its steps in order, a trap or two, an example, an edge case."""
    draft = drawn.draft
    name = "the program" if drawn.triplet.test_format == "stdio" else draft.name
    parts = [rng.choice(_START).format(name=name).replace("`the program`", "a whole program")]
    keys = [key.split()[0] for key in draft.key.split("; ")]
    sentences = []
    for number, rule in enumerate(draft.rules):
        short = brief(rule)
        joint = rng.choice(("First", "To begin with", "The start:")) if number == 0 else rng.choice(_JOINTS)
        sentences.append(
            f"{joint}{'' if joint[-1] in ',:' else ','} {short}." if draft.form != "class" else f"{short}."
        )
        note = _NOTES.get(keys[number]) if number < len(keys) and draft.form == "function" else None
        if note and rng.random() < 0.8:
            sentences.append(note)
    parts.append(" ".join(sentences))
    parts += [_check(drawn, rng), _edge(drawn, rng), rng.choice(_END)]
    return "\n\n".join(textwrap.fill(part, 110) for part in parts if part)


def _check(drawn: Drawn, rng: Random) -> str:
    case = drawn.suite.examples[0]
    if drawn.draft.form == "class" or isinstance(case.wanted, Raised) or rng.random() < 0.3:
        return ""
    lead = rng.choice(
        ("Let me keep the example in mind:", "From the example,", "To check myself:", "According to the statement")
    )
    return f"{lead} {example_text(drawn.draft, case)}. " + rng.choice(
        (
            "Following the steps by hand I get the same.",
            "That fits my reading of the rules.",
            "I'll test against that.",
            "",
        )
    )


def _edge(drawn: Drawn, rng: Random) -> str:
    draft = drawn.draft
    first = draft.params[0]
    if draft.form == "class":
        return rng.choice(("What happens on the very first call? The state has to be set up in `__init__`.", ""))
    if draft.form == "stream":
        return "It never ends, so a `while True` loop with `yield`, no list that grows."
    if first.kind in ("ints", "strs", "pairs"):
        return rng.choice(
            (
                f"Edge case: `{first.name}` could be empty. The loops just do nothing then.",
                f"What if `{first.name}` has a single entry? Nothing special as far as I can see.",
                "",
            )
        )
    if first.kind == "int":
        return rng.choice((f"Small values of `{first.name}` such as 0 or 1 deserve a look.", ""))
    return (
        rng.choice((f"An empty `{first.name}` should fall out of the loops by itself.", ""))
        if first.kind == "str"
        else ""
    )


def opening_words(drawn: Drawn, rng: Random) -> str:
    """Return what stands before the code."""
    draft = drawn.draft
    if drawn.triplet.test_format == "stdio":
        return rng.choice(
            (
                "Here is a complete program.",
                "The program reads the input, applies the steps and prints the result:",
                f"I put the logic into `{draft.name}` and keep the input and output apart from it.",
                "Solution:",
            )
        )
    what = {"function": "function", "stream": "generator", "class": "class"}[draft.form]
    return rng.choice(
        (
            f"Here is the {what}:",
            f"The {what} follows the {len(draft.rules)} rules of the task directly.",
            f"Here's an implementation of `{draft.name}`:",
            "**Solution**",
            f"You can write `{draft.name}` like this:",
            "## Approach\n\nGo through the requirements one after the other, each with a plain loop.\n\n## Code",
        )
    )


def closing_words(drawn: Drawn, rng: Random) -> str:
    """Return what stands after the code, often nothing."""
    draft = drawn.draft
    if rng.random() < 0.45:
        return ""
    last = brief(draft.rules[-1])
    return rng.choice(
        (
            f"The last part takes care of this: {last}.",
            "The work grows with the size of the input and needs no extra packages.",
            f"Note that the `{draft.params[0].name}` argument is not modified.",
            "I kept the steps apart so that each one can be read (and tested) on its own.",
            f"Explanation: the code handles the {len(draft.rules)} points of the task in the order in which they "
            "are given.",
        )
    )
