def print_triangle(height):
    for row in range(1, height + 1):
        print("*" * row)
