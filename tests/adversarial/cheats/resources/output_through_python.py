# tasks: sum_of_squares, print_triangle, add_numbers
# tries: prints gigabytes by print, so that whoever collects the output holds them
# harm: resources
# timeout_s: 8

def print_triangle(*_):
    for _ in range(40_000):
        print("x" * 65536)


sum_of_squares = print_triangle
if __name__ == "__main__":
    print_triangle()
