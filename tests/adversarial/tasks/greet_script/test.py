import subprocess
import sys

from solution import greet


def run(text):
    done = subprocess.run([sys.executable, "solution.py"], input=text, capture_output=True, text=True, timeout=5)
    assert done.returncode == 0
    return done.stdout


def test_function():
    assert greet("Ada") == "Hello, Ada!"


def test_program():
    assert run("Ada\nBob\n") == "Hello, Ada!\nHello, Bob!\n"


def test_nobody():
    assert run("") == ""
