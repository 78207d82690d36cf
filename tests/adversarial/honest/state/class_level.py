# task: ticket
# odd: keeps its state in class attributes, class methods and a property of a metaclass

class Meta(type):
    @property
    def next(cls):
        cls.last = cls.last + 1
        return cls.last


class Tickets(metaclass=Meta):
    last = 0
    items: list = []

    @classmethod
    def reset(cls, start=0):
        cls.last = start

    @classmethod
    def remember(cls, item):
        cls.items.append(item)
        return cls.items[:]


reset, remember = Tickets.reset, Tickets.remember


def next_ticket():
    return Tickets.next
