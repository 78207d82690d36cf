class Bus:
    def __init__(self):
        self.callbacks = {}

    def on(self, name, callback):
        entry = (callback,)
        self.callbacks.setdefault(name, []).append(entry)

        def off():
            self.callbacks[name] = [e for e in self.callbacks[name] if e is not entry]

        return off

    def emit(self, name, *values):
        return [callback(*values) for (callback,) in list(self.callbacks.get(name, ()))]
