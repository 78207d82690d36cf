"""verl's rows for reinforcement learning: from them a triplet, and from a triplet one of them.

What a row is judged by is JSON text in ``reward_model.ground_truth``. Four forms of it are read: ours (the triplet's
own columns), ``{"pytest": FILE}`` and ``{"functional": SCRIPT}`` of the forks that train on KodCode, and
``{"inputs", "outputs", "fn_name"}`` of the sets made from APPS and TACO.
"""

import json
from collections.abc import Mapping
from typing import Any

from kodenv.layouts.case_lists import calls_suite, parallel, stdio, whole
from kodenv.layouts.columns import Row, Values, decoded, digest, object_of, refuse, text_of
from kodenv.prompts import question_text
from kodenv.records import Triplet

_SPOT = "reward_model.ground_truth"
_IN_THE_ROW = ("question", "question_id", "subset", "source", "license", "difficulty")


def read_verl(row: Row, where: str) -> Values:
    """Read a row of verl."""
    about = object_of(decoded(row, "extra_info", where), "extra_info", where)
    reward = object_of(decoded(row, "reward_model", where), "reward_model", where)
    truth = object_of(decoded({_SPOT: reward.get("ground_truth")}, _SPOT, where), _SPOT, where)
    values: Values = {
        "question_id": about.get("question_id") or _made_id(row, about),
        "question": about.get("question") or _last_user_turn(row, where),
        "solution": "",
        **{name: about[name] for name in _IN_THE_ROW[2:] if isinstance(about.get(name), str)},
    }
    return {**values, **_suite(truth, where)}


def _made_id(row: Row, about: Mapping[str, Any]) -> str:
    index = about.get("index")
    own = index if isinstance(index, int | str) and not isinstance(index, bool) else digest(row, "prompt")
    return f"{row.get('data_source') or 'verl'}/{about.get('split') or 'train'}/{own}"


def _last_user_turn(row: Row, where: str) -> str:
    turns = decoded(row, "prompt", where)
    if not isinstance(turns, list | tuple) or not turns or not isinstance(turns[-1], Mapping):
        refuse(where, "prompt", "a list of messages", turns)
    return text_of(turns[-1], "content", f"{where}: $.prompt[{len(turns) - 1}]")


def _suite(truth: Mapping[str, Any], where: str) -> Values:
    if isinstance(truth.get("test"), str):
        return dict(truth)
    if isinstance(truth.get("pytest"), str):
        return {"test": truth["pytest"], "test_format": "pytest"}
    if isinstance(truth.get("functional"), str):
        return {"test": truth["functional"], "test_format": "assert"}
    if "inputs" not in truth:
        refuse(where, _SPOT, "test, pytest, functional or inputs and outputs in it", sorted(truth))
    pairs = parallel(truth, ("inputs", "outputs"), f"{where}: $.{_SPOT}")
    name = truth.get("fn_name")
    if not name:
        return stdio((whole(i, f"{_SPOT}.inputs", where), whole(o, f"{_SPOT}.outputs", where)) for i, o in pairs)
    for arguments, _ in pairs:
        if not isinstance(arguments, list):
            refuse(where, f"{_SPOT}.inputs", "a list of arguments for each call (fn_name is set)", arguments)
    return calls_suite(name, "", pairs, wrapped=True)


def to_verl(triplet: Triplet, index: int, split: str = "train") -> dict[str, Any]:
    """Return a triplet as a row of verl; :func:`read_verl` gives the same triplet back, but for foreign columns.

    Args:
        triplet: What to learn from.
        index: The row's number, for ``extra_info``.
        split: The split's name, for ``extra_info``.
    """
    row = triplet.to_row()
    truth = {name: row[name] for name in row if name not in (*_IN_THE_ROW, *triplet.extra) and row[name] is not None}
    about = {name: row[name] for name in _IN_THE_ROW if row[name] is not None}
    return {
        "data_source": triplet.subset or triplet.source or "kodenv",
        "prompt": [{"role": "user", "content": question_text(triplet)}],
        "ability": "code",
        "reward_model": {"style": "rule", "ground_truth": json.dumps(truth, ensure_ascii=False)},
        "extra_info": {"index": index, "split": split, **about},
    }
