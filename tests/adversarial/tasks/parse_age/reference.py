def parse_age(text):
    try:
        age = int(text)
    except ValueError:
        raise ValueError(f"not a number: {text!r}") from None
    if not 0 <= age <= 150:
        raise ValueError(f"out of range: {age}")
    return age
