from collections import deque


def main():
    rows, columns = map(int, input().split())
    grid = [input().strip() for _ in range(rows)]
    distance = {(0, 0): 0}
    waiting = deque([(0, 0)])
    while waiting:
        r, c = waiting.popleft()
        for a, b in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
            if 0 <= a < rows and 0 <= b < columns and grid[a][b] == "." and (a, b) not in distance:
                distance[a, b] = distance[r, c] + 1
                waiting.append((a, b))
    print(distance.get((rows - 1, columns - 1), "no way"))


main()
