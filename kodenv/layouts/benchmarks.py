"""Layouts of the benchmarks of single functions: HumanEval, MBPP and what grew from them."""

from kodenv.callsuite import called_name
from kodenv.layouts.columns import Row, Values, number_of, published, refuse, text_of, texts_of


def read_humaneval(row: Row, where: str) -> Values:
    """Read a problem of HumanEval."""
    prompt = text_of(row, "prompt", where)
    return {
        **published(row, "openai/human-eval", "MIT"),
        "question_id": text_of(row, "task_id", where),
        "question": prompt,
        "solution": prompt + text_of(row, "canonical_solution", where),
        "test_format": "assert",
        "style": "complete",
    }


def read_humanevalpack(row: Row, where: str) -> Values:
    """Read a problem of HumanEvalPack, in Python or C++."""
    task = text_of(row, "task_id", where)
    language = {"Python": "python", "CPP": "cpp"}.get(task.partition("/")[0])
    if language is None:
        refuse(where, "task_id", "Python/N or CPP/N", task)
    instruction = row.get("instruction")
    return {
        **published(row, "bigcode/humanevalpack", "MIT"),
        "question_id": task,
        "question": instruction or text_of(row, "prompt", where),
        "solution": text_of(row, "declaration", where) + text_of(row, "canonical_solution", where),
        "test_format": "assert",
        "language": language,
        "style": "instruct" if instruction else "complete",
    }


def read_mbpp(row: Row, where: str) -> Values:
    """Read a problem of MBPP."""
    setup = [text_of(row, "test_setup_code", where)] if row.get("test_setup_code") else []
    asserts = texts_of(row, "test_list", where) + texts_of(row, "challenge_test_list", where)
    return {"question_id": f"mbpp/{number_of(row, 'task_id', where)}", **_mbpp(row, "text", setup, asserts, where)}


def read_mbpp_sanitized(row: Row, where: str) -> Values:
    """Read a problem of the sanitized MBPP."""
    setup, asserts = texts_of(row, "test_imports", where), texts_of(row, "test_list", where)
    task = number_of(row, "task_id", where)
    return {"question_id": f"mbpp-sanitized/{task}", **_mbpp(row, "prompt", setup, asserts, where)}


def _mbpp(row: Row, question: str, setup: list[str], asserts: list[str], where: str) -> Values:
    solution = _unix(text_of(row, "code", where))
    return {
        **published(row, "google-research/mbpp", "CC-BY-4.0"),
        "question": _unix(text_of(row, question, where)),
        "solution": solution,
        "test": "".join(f"{_unix(line)}\n" for line in setup + asserts),
        "test_format": "assert",
        "entry_point": called_name(_unix("\n".join(asserts)), solution),
    }


def _unix(text: str) -> str:
    """Return text with line ends of one character; some MBPP programs end in half of one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_mbppplus(row: Row, where: str) -> Values:
    """Read a problem of MBPP+."""
    solution = text_of(row, "canonical_solution" if row.get("canonical_solution") else "code", where)
    test = text_of(row, "test", where)
    imports = [line for line in texts_of(row, "test_imports", where) if line not in test]
    return {
        **published(row, "evalplus/mbppplus", "Apache-2.0"),
        "question_id": f"mbppplus/{number_of(row, 'task_id', where)}",
        "question": text_of(row, "prompt", where),
        "solution": solution,
        "test": "".join(f"{line}\n" for line in imports) + test,
        "test_format": "assert",
        "entry_point": row.get("entry_point") or called_name("\n".join(texts_of(row, "test_list", where)), solution),
    }


def read_bigcodebench(row: Row, where: str) -> Values:
    """Read a problem of BigCodeBench."""
    return {
        **published(row, "bigcode/bigcodebench", "Apache-2.0"),
        "question_id": text_of(row, "task_id", where),
        "question": text_of(row, "instruct_prompt", where),
        "solution": text_of(row, "code_prompt", where) + text_of(row, "canonical_solution", where),
        "test_format": "pytest",
    }
