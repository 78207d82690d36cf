"""``kodenv harden``: rows in, stronger rows out, resumable, and what agreement says."""

import json

import pytest

import kodenv.commands.harden as command
from kodenv.cli import main
from kodenv.hardening.harden import COLUMN, EARLIER
from kodenv.store import iter_rows, write_rows

TRIPLETS = [
    {
        "question_id": "clamp", "question": "Keep x between low and high.", "test_format": "assert",
        "solution": "def clamp(x, low, high):\n    return max(low, min(x, high))\n", "note": "mine",
        "test": "assert clamp(5, 0, 10) == 5\nassert clamp(3, 1, 9) == 3\n",
    },
    {
        "question_id": "words", "question": "Count the words.", "test_format": "pytest",
        "solution": "def words(text):\n    return len(text.split())\n",
        "test": "from solution import words\n\ndef test_words():\n    assert words('a b') == 2\n",
        "certificate": {"mutation_score": 0.1},
    },
    {
        "question_id": "chance", "question": "Any number.", "test_format": "assert",
        "solution": "import random\ndef chance():\n    return random.random()\n", "test": "assert chance() < 1\n",
    },
]  # fmt: skip
PROGRAMS = [
    ("clamp", "def clamp(x, low, high):\n    return sorted((low, x, high))[1]\n", True),
    ("clamp", "def clamp(x, low, high):\n    return x\n", False),
    ("clamp", "def clamp(x, low, high):\n    return 1 / 0\n", False),
    ("words", "def words(text):\n    return text.count(' ') + 1\n", False),
    ("words", "def words(text):\n    n = 0\n    for _ in text.split():\n        n += 1\n    return n\n", True),
]


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("KODENV_CACHE", str(tmp_path / "verdicts.sqlite"))
    write_rows(tmp_path / "t.jsonl", TRIPLETS)
    rows = [{"question_id": name, "program": program, "right": right} for name, program, right in PROGRAMS]
    write_rows(tmp_path / "p.jsonl", rows)
    write_rows(tmp_path / "plain.jsonl", [{key: row[key] for key in ("question_id", "program")} for row in rows])
    return tmp_path


def harden(files, out, *more):
    return main(
        [
            "harden",
            "--triplets",
            str(files / "t.jsonl"),
            "--out",
            str(files / out),
            "--tries",
            "90",
            "--cases",
            "16",
            *more,
        ]
    )


def rows_of(path):
    return [row for _, row in iter_rows(path)]


def test_a_stopped_run_goes_on_to_the_same_bytes_and_labels_only_measure(files, monkeypatch, capsys):
    options = ("--oracle", "reference", "--programs", str(files / "p.jsonl"), "--json")
    assert harden(files, "whole.jsonl", *options, "--agreement-out", str(files / "a.jsonl"), "--workers", "2") == 0
    told = json.loads(capsys.readouterr().out)
    rates = told["rates"]
    assert (told["triplets"], told["stronger"]) == (3, 2) and len(told["left"]) == 1
    assert [rates[when]["rejected_wrong"]["hits"] for when in ("before", "after")] == [1, 3]
    assert rates["after"]["accepted_right"]["hits"] == rates["after"]["accepted_right"]["total"] == 2
    made, count = command.harden, []

    def stopped(*args, **kwargs):
        count.append(1)
        if len(count) > 1:
            raise KeyboardInterrupt
        return made(*args, **kwargs)

    monkeypatch.setattr(command, "harden", stopped)
    assert harden(files, "again.jsonl", *options) == 130
    assert not (files / "again.jsonl").exists()
    monkeypatch.setattr(command, "harden", made)
    assert harden(files, "again.jsonl", *options) == 0
    assert (files / "again.jsonl").read_bytes() == (files / "whole.jsonl").read_bytes()
    assert not list(files.glob(".*journal"))
    clamp, words, chance = rows_of(files / "whole.jsonl")
    assert clamp["note"] == "mine" and clamp["test"].startswith(TRIPLETS[0]["test"]) and clamp[COLUMN]["added"] > 0
    assert clamp[EARLIER][0]["test"] == TRIPLETS[0]["test"] and clamp[COLUMN]["programs"] == 0
    assert words["certificate"] is None and "def test_hardened_1" in words["test"]
    assert chance["test"] == TRIPLETS[2]["test"] and chance[COLUMN]["why_not"]
    agreement = {row["question_id"]: row for row in rows_of(files / "a.jsonl")}
    first, second, third = agreement["clamp"]["programs"]
    assert first["solved"] and set(first["held"]) == {"1"} and set(third["held"]) == {"0"}
    assert first["dual_agreement"] > second["dual_agreement"] > third["dual_agreement"] == 0


def test_agreement_needs_programs_and_certificates_leave_the_flaky_alone(files, capsys):
    assert harden(files, "x.jsonl", "--oracle", "agreement") == 2
    assert "--programs" in capsys.readouterr().err
    write_rows(
        files / "c.jsonl",
        [
            {"question_id": "clamp", "reference": "PASSED", "flaky_cases": ["assert_1"]},
            {"question_id": "words", "reference": "FAILED"},
        ],
    )
    options = (
        "--oracle",
        "agreement",
        "--programs",
        str(files / "plain.jsonl"),
        "--certificates",
        str(files / "c.jsonl"),
    )
    assert harden(files, "x.jsonl", *options) == 0
    assert "certificate" in capsys.readouterr().out
    assert [row[COLUMN]["added"] for row in rows_of(files / "x.jsonl")] == [0, 0, 0]


def test_bad_input_is_one_sentence(files, capsys):
    bad = files / "bad.jsonl"
    bad.write_text('{"question_id": "clamp", "program": "x", "right": "yes"}\n')
    assert harden(files, "x.jsonl", "--oracle", "reference", "--programs", str(bad)) == 2
    assert "bad.jsonl:1: $.right: expected true" in capsys.readouterr().err
    assert harden(files, "x.jsonl", "--oracle", "reference", "--domain", "all") == 2
    assert "domain" in capsys.readouterr().err
    assert harden(files, "t.jsonl", "--oracle", "reference") == 2
