# task: as_expression
# odd: an expression with functions and names of its own

def as_expression(numbers):
    return "sum([" + ", ".join(map(repr, numbers)) + "])" if len(numbers) != 2 else f"{numbers[0]}+({numbers[1]})"
