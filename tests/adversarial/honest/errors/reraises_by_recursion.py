# task: retry_now
# odd: recurses in its except clause, so that contexts nest a hundred deep

def retry(function, times):
    try:
        return function()
    except Exception:
        if times <= 1:
            raise
        return retry(function, times - 1)
