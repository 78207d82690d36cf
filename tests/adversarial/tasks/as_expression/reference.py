def as_expression(numbers):
    return "+".join(f"({n})" for n in numbers) or "0"
