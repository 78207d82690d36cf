assert shout("hello") == "HELLO!"
assert shout("") == "!"
assert shout("Już, ça va?") == "JUŻ, ÇA VA?!"
assert shout("a1") + shout("b") == "A1!B!"
assert len(shout("x" * 1000)) == 1001
