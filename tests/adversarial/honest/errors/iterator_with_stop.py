# task: retry_now
# odd: is driven by next() with a generator that ends by return

def attempts(function, times):
    for n in range(times):
        try:
            value = function()
        except BaseException as error:
            yield None, error
        else:
            return (value,)


def retry(function, times):
    error = None
    tries = attempts(function, times)
    while True:
        try:
            _, error = next(tries)
        except StopIteration as stop:
            if stop.value is not None:
                return stop.value[0]
            raise error
