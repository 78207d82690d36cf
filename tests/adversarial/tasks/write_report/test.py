from solution import write_report


def test_report(tmp_path):
    path = tmp_path / "report.txt"
    assert write_report(str(path), [("tea", 3), ("cake", 4)]) == 2
    assert path.read_text() == "tea: 3\ncake: 4\ntotal: 7\n"


def test_empty(tmp_path):
    path = tmp_path / "empty.txt"
    assert write_report(str(path), []) == 0
    assert path.read_text().strip() == "total: 0"


def test_again(tmp_path):
    path = tmp_path / "again.txt"
    path.write_text("old text\n" * 10)
    write_report(str(path), [("tea", 1)])
    assert path.read_text().splitlines() == ["tea: 1", "total: 1"]
