# task: grid_walk
# odd: recurses deep in a thread of a big stack, as contest programs do

import sys
import threading

sys.setrecursionlimit(1 << 20)
threading.stack_size(1 << 26)


def depth(n):
    return 1 + depth(n - 1) if n else 0


def main():
    assert depth(20_000) == 20_000
    data = sys.stdin.read().split()
    rows, columns, grid = int(data[0]), int(data[1]), data[2:]
    best = {}

    def walk(r, c, steps):
        if not (0 <= r < rows and 0 <= c < columns) or grid[r][c] == "#" or best.get((r, c), steps + 1) <= steps:
            return
        best[r, c] = steps
        for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            walk(r + dr, c + dc, steps + 1)

    walk(0, 0, 0)
    print(best.get((rows - 1, columns - 1), "no way"))


thread = threading.Thread(target=main)
thread.start()
thread.join()
