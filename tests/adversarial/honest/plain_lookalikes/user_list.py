# task: running_totals
# odd: returns a collections.UserList

from collections import UserList
from itertools import accumulate


def running_totals(xs):
    return UserList(accumulate(xs))
