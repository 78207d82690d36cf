def retry(function, times):
    for left in range(times - 1, -1, -1):
        try:
            return function()
        except Exception:
            if not left:
                raise
