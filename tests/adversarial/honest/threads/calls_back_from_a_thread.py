# task: retry_now
# odd: calls the function of the tests from another thread

import concurrent.futures


def retry(function, times):
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        for _ in range(times):
            future = pool.submit(function)
            error = future.exception()
            if error is None:
                return future.result()
        raise error
