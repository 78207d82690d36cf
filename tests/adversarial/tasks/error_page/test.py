from solution import error_page


def test_parts():
    page = error_page(404, "not found")
    assert page.startswith("<html>")
    assert page.endswith("</html>")
    assert "<h1>404</h1>" in page
    assert "not found" in page


def test_escapes():
    page = error_page(500, "a < b")
    assert "a &lt; b" in page
    assert page.count("<p>") == 1


def test_not_empty():
    assert error_page(1, "")
    assert len(error_page(1, "")) > 20
