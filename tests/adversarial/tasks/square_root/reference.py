def square_root(number):
    if number < 0:
        raise ValueError("negative")
    return float(number) ** 0.5
