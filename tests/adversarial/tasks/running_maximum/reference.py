def running_maximum(numbers: list[int]) -> list[int]:
    """Return, for each place of the list, the largest number up to there."""
    result: list[int] = []
    for number in numbers:
        result.append(number if not result else max(result[-1], number))
    return result
