import contextlib
import io

from solution import print_table


def test_two_rows(capsys):
    assert print_table([["a", 1], ["b", 2]]) is None
    assert capsys.readouterr().out == "a | 1\nb | 2\n2 rows\n"


def test_twice(capsys):
    print_table([])
    assert capsys.readouterr().out == "0 rows\n"
    print_table([["é"]])
    out, err = capsys.readouterr()
    assert out == "é\n1 rows\n"
    assert err == ""


def test_redirected():
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        print_table([[1, 2, 3]])
    assert text.getvalue() == "1 | 2 | 3\n1 rows\n"
