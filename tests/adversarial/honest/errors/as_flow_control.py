# task: gcd_of
# odd: leaves its loop by an exception of its own, with else and finally

class Done(Exception):
    def __init__(self, answer):
        self.answer = answer


def gcd_of(a, b):
    steps = 0
    try:
        while True:
            try:
                if b == 0:
                    raise Done(a)
            except ZeroDivisionError:
                pass
            else:
                a, b = b, a % b
            finally:
                steps += 1
    except Done as done:
        return done.answer
