# tasks: each_pair, bus
# odd: calls the functions of the tests inside of try blocks and goes on with whatever they raise

def each_pair(items, function):
    count = 0
    for place in range(len(items) - 1):
        try:
            function(items[place], items[place + 1])
        except BaseException:
            raise
        else:
            count += 1
        finally:
            place = None
    return count


class Bus:
    def __init__(self):
        self.all = []

    def on(self, name, callback):
        entry = [name, callback]
        self.all.append(entry)
        return lambda: self.all.remove(entry)

    def emit(self, name, *values):
        found = []
        for one, callback in list(self.all):
            if one == name:
                try:
                    found.append(callback(*values))
                except LookupError:
                    raise
        return found
