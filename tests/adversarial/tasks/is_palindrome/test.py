import pytest
from solution import is_palindrome


@pytest.mark.parametrize("text", ["Never odd or even", "", "a", "No lemon, no melon!", "12 21"])
def test_palindromes(text):
    assert is_palindrome(text) is True


@pytest.mark.parametrize("text", ["ab", "never ever", "123", "Palindrome"])
def test_others(text):
    assert is_palindrome(text) is False
