import sys


def greet(name):
    return f"Hello, {name}!"


if __name__ == "__main__":
    for line in sys.stdin:
        print(greet(line.strip()))
