# task: retry_now
# odd: passes the function through closures, a partial and a bound __call__

import functools


def retry(function, times):
    call = functools.partial(function.__call__)
    try:
        return call()
    except Exception as error:
        failed = error
    if times == 1:
        raise failed
    return (lambda: retry(call, times - 1))()
