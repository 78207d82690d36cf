# task: lru
# odd: keeps a doubly linked list of nodes with cyclic references

class Node:
    __slots__ = ("key", "value", "before", "after")

    def __init__(self, key=None, value=None):
        self.key, self.value = key, value
        self.before = self.after = self

    def cut(self):
        self.before.after, self.after.before = self.after, self.before

    def put_before(self, node):
        self.before, self.after = node.before, node
        self.before.after = self.after.before = self


class LRU:
    def __init__(self, size):
        self.size, self.nodes, self.end = size, {}, Node()

    def _touch(self, node):
        node.cut()
        node.put_before(self.end)
        return node

    def __getitem__(self, key):
        return self._touch(self.nodes[key]).value

    def __setitem__(self, key, value):
        node = self.nodes.setdefault(key, Node(key))
        node.value = value
        self._touch(node)
        if len(self.nodes) > self.size:
            oldest = self.end.after
            oldest.cut()
            del self.nodes[oldest.key]

    def __contains__(self, key):
        return key in self.nodes

    def __len__(self):
        return len(self.nodes)

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def keys(self):
        node = self.end.after
        while node is not self.end:
            yield node.key
            node = node.after
