import ast
import inspect

import solution


def test_value():
    assert solution.total([1, 2, 3.5]) == 6.5
    assert solution.total([]) == 0


def test_source():
    tree = ast.parse(inspect.getsource(solution.total))
    assert not any(isinstance(node, (ast.For, ast.While)) for node in ast.walk(tree))
    assert "sum(" not in inspect.getsource(solution.total)


def test_docstring():
    assert inspect.getdoc(solution.total)
