# task: recorder
# odd: is written with contextlib.contextmanager

import contextlib


@contextlib.contextmanager
def recorder(log):
    log.append("in")
    try:
        yield log
    except BaseException as error:
        log.append(type(error).__name__)
        if not isinstance(error, KeyError):
            raise
    finally:
        log.append("out")
