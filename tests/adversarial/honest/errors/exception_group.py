# task: retry_now
# odd: raises and catches an ExceptionGroup on the way
# needs: python>=3.11: exception groups

def retry(function, times):
    errors = []
    for _ in range(times):
        try:
            return function()
        except Exception as error:
            errors.append(error)
    try:
        raise ExceptionGroup("all tries", errors)
    except* Exception as group:
        last = group.exceptions[-1]
    raise last
