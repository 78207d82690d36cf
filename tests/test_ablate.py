import itertools
import json
import random
import tomllib
from pathlib import Path

import pytest
from fake_judge import read_jsonl, triplet_row, write_jsonl
from test_sample import run

from kodenv.cli import main
from kodenv.errors import ConfigError
from kodenv.matching import Bounds, Pair, Reply, balance, pair_up
from kodenv.responses.counting import count_tokens

ANY = Bounds(token_ratio=1e9, total_ratio=0.99)


def replies(correct, incorrect):
    sides = [(tokens, True) for tokens in correct] + [(tokens, False) for tokens in incorrect]
    return [Reply(place=place, tokens=tokens, correct=kind) for place, (tokens, kind) in enumerate(sides)]


def lengths(pairs):
    return sorted((pair.correct.tokens, pair.incorrect.tokens) for pair in pairs)


def test_pairs_are_of_like_length():
    assert lengths(pair_up("q", replies([10, 100, 1000], [98, 11]), ANY, 0)) == [(10, 11), (100, 98)]


@pytest.mark.parametrize("seed", range(20))
def test_no_other_pairing_is_closer(seed):
    draw = random.Random(seed)
    few, many = ([draw.randrange(1, 60) for _ in range(n)] for n in (3, 5))
    found = sum(abs(a - b) for a, b in lengths(pair_up("q", replies(few, many), ANY, 0)))
    best = min(sum(abs(a - b) for a, b in zip(few, chosen, strict=True)) for chosen in itertools.permutations(many, 3))
    assert found == best


def test_a_question_of_one_kind_gives_no_pair():
    assert pair_up("q", replies([1, 2], []), ANY, 0) == []
    assert pair_up("q", replies([], [1]), ANY, 0) == []
    assert pair_up("q", [], ANY, 0) == []


def test_pairs_too_unlike_are_no_pairs_and_the_most_alike_are_taken_first():
    given = replies([10, 100], [16, 110])
    assert lengths(pair_up("q", given, Bounds(token_ratio=1.5), 0)) == [(100, 110)]
    assert lengths(pair_up("q", given, Bounds(token_ratio=9, per_question=1), 0)) == [(100, 110)]


def test_the_unfiltered_set_has_the_questions_own_share_of_correct_replies():
    given = replies([10] * 9, [10] * 3)
    shares = [sum(pair.unfiltered.correct for pair in pair_up(f"q{n}", given, ANY, 0)) for n in range(400)]
    assert sum(shares) / 1200 == pytest.approx(0.75, abs=0.02)
    assert set(shares) == {2, 3}
    assert [p.unfiltered for p in pair_up("q1", given, ANY, 0)] == [p.unfiltered for p in pair_up("q1", given, ANY, 0)]


def pair(correct, incorrect):
    sides = [Reply(place=0, tokens=n, correct=kind) for n, kind in ((correct, True), (incorrect, False))]
    return Pair(correct=sides[0], incorrect=sides[1], unfiltered=sides[0])


def test_totals_are_brought_together_and_never_overshot():
    pairs = [pair(100, 110), pair(100, 150), pair(100, 105), pair(100, 99)]
    assert lengths(balance(pairs, Bounds(total_ratio=0.01))) == [(100, 99)]
    assert lengths(balance(pairs, Bounds(total_ratio=0.1))) == [(100, 99), (100, 105), (100, 110)]
    # Leaving out the large one would turn the difference round.
    assert lengths(balance([pair(100, 160), pair(140, 100)], Bounds(total_ratio=0.01))) == [(100, 160), (140, 100)]


@pytest.fixture
def rollouts(tmp_path):
    """A run in which what is correct is shorter, and one question is never solved."""
    draw = random.Random(1)
    texts = {}
    for number in range(30):
        words = ["", "", "failed"] if number % 3 else ["failed", "error", "unscored", "no tags"]
        texts[f"q{number}"] = [(word, draw.randrange(300, 400) + 30 * bool(word)) for word in [*words, *words]]
    texts["q0"] = [("failed", 300)]
    triplets = write_jsonl(
        tmp_path / "t.jsonl", [triplet_row(q, difficulty="easy" if int(q[1:]) % 2 else "hard") for q in texts]
    )
    rows = [
        {"question_id": q, "completion": completion(word, length)} for q, all in texts.items() for word, length in all
    ]
    run(tmp_path / "run", triplets, write_jsonl(tmp_path / "r.jsonl", rows))
    return tmp_path / "run"


def completion(word, length):
    program = f"def f():\n    return 1  # {word}\n"
    return f"<think>\n{'so ' * length}\n</think>\n```python\n{program}```\n"


def ablate(source, out, capsys, *more):
    code = main(["ablate", "filtering", "--rollouts", str(source), "--out", str(out), "--json", *more])
    return code, json.loads(capsys.readouterr().out)


def test_the_three_sets_hold_the_same_questions_as_often_with_nearly_the_same_tokens(rollouts, tmp_path, capsys):
    code, match = ablate(rollouts, tmp_path / "out", capsys)
    assert code == 0
    sets = {arm: read_jsonl(tmp_path / "out" / arm / "sft.jsonl") for arm in ("unfiltered", "correct", "incorrect")}
    ids = [[row["question_id"] for row in rows] for rows in sets.values()]
    assert ids[0] == ids[1] == ids[2]
    assert len(ids[0]) > 10 and "q0" not in ids[0]
    assert {row["status"] for row in sets["correct"]} == {"PASSED"}
    assert "PASSED" not in {row["status"] for row in sets["incorrect"]}
    assert {"PASSED", "FAILED"} <= {row["status"] for row in sets["unfiltered"]}
    totals = {arm: sum(count_tokens(row["completion"][0]["content"]) for row in rows) for arm, rows in sets.items()}
    assert totals == {arm: match["sets"][arm]["tokens"] for arm in sets}
    assert max(totals.values()) / min(totals.values()) < 1.011
    assert abs(match["token_differences"]["correct against incorrect"]) < 0.2
    levels = [match["sets"][arm]["difficulties"] for arm in sets]
    assert levels[0] == levels[1] == levels[2]
    plain = match["without_matching"]
    assert plain["incorrect"]["questions"] != plain["correct"]["questions"]


def test_no_reply_is_twice_in_a_set(rollouts, tmp_path, capsys):
    ablate(rollouts, tmp_path / "out", capsys)
    for arm in ("unfiltered", "correct", "incorrect"):
        rows = read_jsonl(tmp_path / "out" / arm / "sft.jsonl")
        names = [(row["question_id"], row["sample_index"]) for row in rows]
        assert len(set(names)) == len(names)


def test_configs_differ_in_set_and_seed_only(rollouts, tmp_path, capsys):
    ablate(rollouts, tmp_path / "out", capsys, "--model", "some/model", "--epochs", "2")
    paths = sorted((tmp_path / "out" / "train").iterdir())
    configs = {path.stem: tomllib.loads(path.read_text()) for path in paths}
    assert len(configs) == 9
    assert configs["correct-1"] == {
        "model": {"name": "some/model", "dtype": "bfloat16"},
        "data": {"path": str(tmp_path / "out" / "correct" / "sft.parquet")},
        "trainer": {"learning_rate": 5e-5, "lr_scheduler_type": "cosine", "num_train_epochs": 2, "max_length": 32768,
                    "seed": 1},
    }  # fmt: skip
    assert len({config["data"]["path"] for config in configs.values()}) == 3
    assert all(Path(config["data"]["path"]).exists() for config in configs.values())
    for config in configs.values():
        config["data"].pop("path")
        config["trainer"].pop("seed")
    assert all(config == configs["correct-1"] for config in configs.values())


def test_the_configs_are_what_train_sft_reads(rollouts, tmp_path, capsys):
    from policies.training.config import read_train_config

    ablate(rollouts, tmp_path / "out", capsys)
    for path in (tmp_path / "out" / "train").iterdir():
        assert Path(read_train_config("sft", path).data.path).exists()


def test_the_same_rollouts_give_the_same_bytes_and_a_finished_folder_is_shown_again(rollouts, tmp_path, capsys):
    first = ablate(rollouts, tmp_path / "a", capsys)[1]
    assert ablate(rollouts, tmp_path / "a", capsys)[1] == first
    ablate(rollouts, tmp_path / "b", capsys)
    for path in (tmp_path / "a").rglob("*"):
        if path.is_file() and path.name != "run.json" and path.suffix != ".toml":
            assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()


def test_nothing_to_pair_is_told(tmp_path, capsys):
    triplets = write_jsonl(tmp_path / "t.jsonl", [triplet_row("a")])
    rows = [{"question_id": "a", "completion": completion("", 3)}]
    run(tmp_path / "run", triplets, write_jsonl(tmp_path / "r.jsonl", rows))
    code, match = ablate(tmp_path / "run", tmp_path / "out", capsys)
    assert (code, match["pairs"]) == (1, 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ablate", "filter", "--rollouts", "x", "--out", "o"], "unknown ablation 'filter'; did you mean 'filtering'"),
        (["ablate", "filtering", "--rollouts", "x", "--out", "o"], "x: expected rollouts.jsonl in it, got none"),
        (
            ["ablate", "filtering", "--rollouts", "x", "--out", "o", "--token-ratio", "0.5"],
            "token_ratio: expected a number from 1 on, got 0.5",
        ),
    ],
)
def test_bad_arguments_are_one_sentence(arguments, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("bounds", [{"per_question": 0}, {"total_ratio": 1}, {"token_ratio": float("nan")}])
def test_bad_bounds_are_refused(bounds):
    with pytest.raises(ConfigError):
        Bounds(**bounds)
