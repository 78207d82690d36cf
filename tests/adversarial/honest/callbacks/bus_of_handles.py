# task: bus
# odd: returns a callable handle object and keeps the callbacks as its attributes

class Handle:
    def __init__(self, bus, name, callback):
        self.bus, self.name, self.callback, self.is_on = bus, name, callback, True

    def __call__(self):
        self.is_on = False

    def __bool__(self):
        return self.is_on


class Bus:
    def __init__(self):
        self.handles = []

    def on(self, name, callback):
        self.handles = [*self.handles, Handle(self, name, callback)]
        return self.handles[-1]

    def emit(self, name, *values):
        return [handle.callback(*values) for handle in self.handles if handle and handle.name == name]
