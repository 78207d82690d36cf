# task: settings
# odd: is a dict subclass whose attributes are its items, with __missing__

class Settings(dict):
    parent = None

    def __missing__(self, key):
        if self.parent is None:
            raise KeyError(key)
        return self.parent[key]

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(*error.args) from error

    def __setattr__(self, name, value):
        if name == "parent":
            super().__setattr__(name, value)
        else:
            self[name] = value

    def __delattr__(self, name):
        if name not in self:
            raise AttributeError(name)
        del self[name]

    def as_dict(self):
        return dict(self)

    def child(self, **more):
        made = type(self)(more)
        made.parent = self
        return made
