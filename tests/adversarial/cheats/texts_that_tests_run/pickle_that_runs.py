# task: keep_pickled
# tries: the bytes that the tests unpickle run a program in their process
# harm: escape
# isolation: split

class Run:
    def __reduce__(self):
        return exec, ("raise RuntimeError('@BREACH@')",)


def keep(value):
    import pickle
    return pickle.dumps(Run(), pickle.HIGHEST_PROTOCOL)
