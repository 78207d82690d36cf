from solution import word_count


def test_counts():
    assert word_count("the cat and the hat") == {"the": 2, "cat": 1, "and": 1, "hat": 1}


def test_case():
    assert word_count("To be or TO BE") == {"to": 2, "be": 2, "or": 1}


def test_empty():
    assert word_count("") == {}
    assert len(word_count(" \n\t ")) == 0


def test_many():
    counts = word_count("a " * 50 + "b " * 30)
    assert counts["a"] == 50
    assert counts["b"] == 30
    assert sorted(counts) == ["a", "b"]
