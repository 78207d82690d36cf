# task: linked_nodes
# odd: the class that compares by value is a dataclass

from dataclasses import dataclass


@dataclass
class Node:
    v: object
    n: object = None


def build(xs):
    return Node(xs[0], build(xs[1:])) if xs else None


def reverse(head):
    out = None
    while head is not None:
        out = Node(head.v, out)
        head = head.n
    return out
