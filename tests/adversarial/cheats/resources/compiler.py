# tasks: sum_of_squares, second_largest
# tries: source text that the compiler needs gigabytes or minutes for
# harm: resources
# timeout_s: 3
# memory_mb: 256

def sum_of_squares(*_):
    exec("x = " + "(" * 5000 + "1" + ")" * 5000)


second_largest = sum_of_squares
try:
    compile("-" * 2_000_000 + "1", "x", "eval")
except (MemoryError, RecursionError, SyntaxError):
    pass
compile("(1,) * " * 3 + "(1 << 100_000_000,)", "x", "eval")
exec("a = b = " * 50_000 + "1")
