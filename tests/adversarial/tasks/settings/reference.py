class Settings:
    def __init__(self, **values):
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_parent", None)

    def __getitem__(self, name):
        if name in self._values:
            return self._values[name]
        if self._parent is not None:
            return self._parent[name]
        raise KeyError(name)

    def __setitem__(self, name, value):
        self._values[name] = value

    def __delitem__(self, name):
        del self._values[name]

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name, value):
        self[name] = value

    def __delattr__(self, name):
        try:
            del self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __len__(self):
        return len(self._values)

    def __contains__(self, name):
        return name in self._values

    def __iter__(self):
        return iter(self._values)

    def as_dict(self):
        return dict(self._values)

    def child(self, **more):
        made = Settings(**more)
        object.__setattr__(made, "_parent", self)
        return made
