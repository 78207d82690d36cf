# task: grid_walk
# odd: is written in the style of contests: io.BytesIO, bootstrap generator, everything in main

import os
import sys
from io import BytesIO

data = []
while part := os.read(0, max(os.fstat(0).st_size, 8192)):
    data.append(part)
input = BytesIO(b"".join(data)).readline
sys.setrecursionlimit(10**6)


def main():
    n, m = map(int, input().split())
    g = [list(input().strip().decode()) for _ in range(n)]
    INF = float("inf")
    d = [[INF] * m for _ in range(n)]
    q, d[0][0] = [(0, 0)], 0
    for x, y in q:
        for dx, dy in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            u, v = x + dx, y + dy
            if -1 < u < n and -1 < v < m and g[u][v] == "." and d[u][v] is INF:
                d[u][v] = d[x][y] + 1
                q.append((u, v))
    os.write(1, str(d[-1][-1] if d[-1][-1] is not INF else "no way").encode())


main()
