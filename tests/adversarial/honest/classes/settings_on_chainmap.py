# task: settings
# odd: is built on ChainMap and SimpleNamespace, with __dict__ replaced

from collections import ChainMap
from collections.abc import MutableMapping


class Settings(MutableMapping):
    def __init__(self, **values):
        self.__dict__ = values
        vars(Settings).get("chains")[id(values)] = (values, ChainMap(values))

    chains = {}

    def _chain(self):
        return Settings.chains[id(self.__dict__)][1]

    def __getitem__(self, name):
        return self._chain()[name]

    def __setitem__(self, name, value):
        self.__dict__[name] = value

    def __delitem__(self, name):
        del self.__dict__[name]

    def __getattr__(self, name):
        try:
            return self._chain()[name]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self):
        return iter(self.__dict__)

    def __len__(self):
        return len(self.__dict__)

    def as_dict(self):
        return {**self.__dict__}

    def child(self, **more):
        made = Settings(**more)
        Settings.chains[id(more)] = (more, self._chain().new_child(more))
        made.__dict__ = more
        return made
