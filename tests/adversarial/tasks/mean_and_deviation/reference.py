def mean_and_deviation(numbers):
    if not numbers:
        raise ValueError("no numbers")
    mean = sum(numbers) / len(numbers)
    variance = sum((number - mean) ** 2 for number in numbers) / len(numbers)
    return mean, variance**0.5
