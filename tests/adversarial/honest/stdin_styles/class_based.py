# task: grid_walk
# odd: is a class whose construction reads the grid, with heapq and complex numbers as places

import heapq
import sys


class Grid(dict):
    def __init__(self, lines):
        size = next(lines).split()
        self.end = complex(int(size[0]) - 1, int(size[1]) - 1)
        for r, line in enumerate(lines):
            self.update((complex(r, c), sign) for c, sign in enumerate(line.rstrip()))

    def __missing__(self, place):
        return "#"

    def way(self):
        waiting, seen, n = [(0, 0, 0j)], set(), 0
        while waiting:
            steps, _, place = heapq.heappop(waiting)
            if place == self.end:
                return steps
            if place not in seen:
                seen.add(place)
                for turn in (1, -1, 1j, -1j):
                    if self[place + turn] == ".":
                        heapq.heappush(waiting, (steps + 1, n := n + 1, place + turn))


way = Grid(sys.stdin).way()
print("no way" if way is None else way)
