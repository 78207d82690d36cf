def apply_times(function, times):
    if times < 0:
        raise ValueError("times must not be negative")

    def repeated(value):
        for _ in range(times):
            value = function(value)
        return value

    return repeated
