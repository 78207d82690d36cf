class Node:
    def __init__(self, v, n=None):
        self.v = v
        self.n = n

    def __eq__(self, o):
        return isinstance(o, Node) and self.v == o.v and self.n == o.n


def build(xs):
    head = None
    for x in reversed(xs):
        head = Node(x, head)
    return head


def reverse(head):
    out = None
    while head:
        out = Node(head.v, out)
        head = head.n
    return out
