"""Judge one program: write a triplet by hand, run a wrong program against it, then the right one.

Run: python examples/judge_one.py
"""

from kodenv import Judge, Triplet, Verdict

MEDIAN = Triplet(
    question_id="median",
    question="Write `median(values)`: the middle value of a list, or the mean of the two middle ones.",
    solution="def median(values):\n    values = sorted(values)\n    half = len(values) // 2\n"
    "    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2\n",
    test="from solution import median\n\n"
    "def test_odd():\n    assert median([3, 1, 2]) == 2\n\n"
    "def test_even():\n    assert median([4, 1, 3, 2]) == 2.5\n",
    entry_point="median",
)
FORGETS_TO_SORT = "def median(values):\n    return values[len(values) // 2]\n"


def show(name: str, verdict: Verdict) -> None:
    print(f"{name}: {verdict.status}, {verdict.passed} of {verdict.total} cases")
    for case in verdict.cases:
        print(f"  {case.id}: {case.status} {case.message}")


def main() -> None:
    with Judge() as judge:
        show("forgets to sort", judge.judge(MEDIAN, FORGETS_TO_SORT))
        show("reference", judge.judge(MEDIAN, MEDIAN.solution))


if __name__ == "__main__":
    main()
