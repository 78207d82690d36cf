from solution import print_triangle


def test_three(capsys):
    print_triangle(3)
    assert capsys.readouterr().out == "*\n**\n***\n"


def test_none(capsys):
    assert print_triangle(0) is None
    assert capsys.readouterr().out == ""


def test_lines(capsys):
    print_triangle(7)
    lines = capsys.readouterr().out.splitlines()
    assert [len(line) for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    assert set("".join(lines)) == {"*"}
