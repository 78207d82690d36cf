class recorder:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        self.log.append("in")
        return self.log

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.log.append(kind.__name__)
        self.log.append("out")
        return kind is not None and issubclass(kind, KeyError)
