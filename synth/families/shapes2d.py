"""Families over grids, intervals and graphs."""

from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from synth.families.shape import Head, HeadMaker, Param

GRID = (Param(name="grid", kind="grid"),)
SPANS = (Param(name="spans", kind="pairs"),)
RECTANGLE = "The grid has at least one row and one column, all rows equally long."
INTERVALS = "Each interval is a pair [low, high] of whole numbers with low <= high."


def draw_grid(low: int, high: int, most: int = 4) -> Any:
    """Return a drawer of one rectangular grid."""

    def draw(rng: Random) -> tuple[list[list[int]]]:
        rows, columns = rng.randint(1, most), rng.randint(1, most)
        return ([[rng.randint(low, high) for _ in range(columns)] for _ in range(rows)],)

    return draw


GRIDS: tuple[tuple[list[list[int]]], ...] = (([[5]],), ([[1, 2, 3]],), ([[4], [5]],), ([[1, 2], [3, 4]],))


def draw_spans(rng: Random) -> tuple[list[list[int]]]:
    """Draw one list of intervals that often touch."""
    spans = []
    for _ in range(rng.randint(1, 6)):
        low = rng.randint(-5, 30)
        spans.append([low, low + rng.choice((0, 1, 2, 3, 5, 8))])
    return (spans,)


SPAN_LISTS: tuple[tuple[list[list[int]]], ...] = (
    ([],),
    ([[2, 5]],),
    ([[0, 3], [3, 6]],),
    ([[0, 3], [4, 6]],),
    ([[5, 9], [1, 2], [2, 7]],),
    ([[1, 1], [1, 1], [1, 4]],),
)


def spiral(rng: Random) -> Head:
    """Read a grid in a spiral."""
    c, k = rng.randint(2, 60), rng.randint(2, 5)

    def oracle(g: list[list[int]]) -> list[int]:
        out: list[int] = []
        rest = [list(row) for row in g]
        while rest:
            out += rest.pop(0)
            rest = [list(row) for row in zip(*rest, strict=True)][::-1]
        return [x + c if (i + 1) % k == 0 else x for i, x in enumerate(out)]

    return Head(
        key=f"spiral {c} {k}",
        name=rng.choice(("spiral_order", "read_spiral", "unroll")),
        params=GRID,
        gives="ints",
        var="cells",
        say=f"list the cells of the grid in a clockwise spiral from the top left corner inwards, adding {c} to the "
        f"{k}th "
        f"cell of that list, the {2 * k}th, and so on".replace("2th", "2nd").replace("3th", "3rd"),
        given=RECTANGLE,
        code="$y = []\ntop, left, bottom, right = 0, 0, len($a), len($a[0])\nwhile top < bottom and left < right:\n"
        "    order = [(top, column) for column in range(left, right)]\n"
        "    order += [(row, right - 1) for row in range(top + 1, bottom)]\n"
        "    if bottom - top > 1:\n        order += [(bottom - 1, column) for column in range(right - 2, left - 1, "
        "-1)]\n"
        "    if right - left > 1:\n        order += [(row, left) for row in range(bottom - 2, top, -1)]\n"
        f"    for row, column in order:\n        extra = {c} if (len($y) + 1) % {k} == 0 else 0\n"
        "        $y.append($a[row][column] + extra)\n    top, left, bottom, right = top + 1, left + 1, bottom - 1, "
        "right - 1",
        oracle=oracle,
        draw=draw_grid(-20, 60),
        probes=GRIDS,
    )


def peaks(rng: Random) -> Head:
    """Cells above all their neighbours."""
    d, k = rng.randint(1, 9), rng.randint(2, 30)

    def oracle(g: list[list[int]]) -> int:
        cells = {(i, j): x for i, row in enumerate(g) for j, x in enumerate(row)}
        return sum(
            x + k
            for (i, j), x in cells.items()
            if all(x - cells.get(p, x - d) >= d for p in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)))
        )

    return Head(
        key=f"peaks {d} {k}",
        name=rng.choice(("peak_sum", "sum_peaks", "hilltops")),
        params=GRID,
        gives="int",
        var="total",
        say=f"a cell is a peak if it is at least {d} larger than each of its neighbours (up, down, left, right, as "
        "far as "
        f"they exist); add up the peaks, each increased by {k}",
        given=RECTANGLE,
        code="$y = 0\nfor r in range(len($a)):\n    for c in range(len($a[0])):\n        peak = True\n"
        "        for i, j in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):\n"
        f"            if 0 <= i < len($a) and 0 <= j < len($a[0]) and $a[r][c] - $a[i][j] < {d}:\n"
        f"                peak = False\n        if peak:\n            $y += $a[r][c] + {k}",
        oracle=oracle,
        draw=draw_grid(0, 15),
        probes=GRIDS,
    )


def cell_life(rng: Random) -> Head:
    """One generation of a cell automaton."""
    born, stay = sorted(rng.sample(range(1, 6), 2)), sorted(rng.sample(range(0, 6), 2))
    live = rng.randint(2, 9)

    def oracle(g: list[list[int]]) -> list[list[int]]:
        on = {(i, j) for i, row in enumerate(g) for j, x in enumerate(row) if x}

        def next_state(i: int, j: int) -> int:
            n = len(on & {(i + a, j + b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b})
            return live * (n in (stay if (i, j) in on else born))

        return [[next_state(i, j) for j in range(len(row))] for i, row in enumerate(g)]

    return Head(
        key=f"cell_life {born} {stay} {live}",
        name=rng.choice(("next_generation", "evolve", "cell_step")),
        params=GRID,
        gives="grid",
        var="after",
        say="a cell of the grid is alive if it is not 0; its neighbours are the up to eight cells around it; a dead "
        "cell "
        f"with exactly {born[0]} or {born[1]} living neighbours comes to life, a living cell with exactly {stay[0]} or "
        f"{stay[1]} stays alive, all others are dead afterwards; return the grid after this one step (every cell "
        "changing "
        f"at once), {live} for a living cell and 0 for a dead one",
        given=RECTANGLE,
        code="$y = []\nfor r in range(len($a)):\n    row = []\n    for c in range(len($a[0])):\n        around = 0\n"
        "        for i in range(max(r - 1, 0), min(r + 2, len($a))):\n"
        "            for j in range(max(c - 1, 0), min(c + 2, len($a[0]))):\n"
        "                if (i, j) != (r, c) and $a[i][j] != 0:\n                    around += 1\n"
        f"        wanted = {stay} if $a[r][c] != 0 else {born}\n        row.append({live} if around in wanted else 0)\n"
        "    $y.append(row)",
        oracle=oracle,
        draw=lambda g: ([[g.choice((0, 0, 1)) for _ in range(w)] for w in [g.randint(2, 5)] for _ in range(w)],),
        probes=(([[0]],), ([[1]],), ([[1, 1], [1, 0]],), ([[0, 1, 0]] * 3,), ([[1] * 3] * 3,)),
        before=False,
    )


def cheapest_path(rng: Random) -> Head:
    """Cheapest way through a grid."""
    toll, diagonal = rng.randint(1, 9), rng.randint(0, 12)

    def oracle(g: list[list[int]]) -> int:
        @cache
        def best(i: int, j: int) -> float:
            if i < 0 or j < 0:
                return float("inf")
            if i == j == 0:
                return g[0][0]
            return g[i][j] + min(best(i - 1, j), best(i, j - 1) + toll, best(i - 1, j - 1) + diagonal)

        return int(best(len(g) - 1, len(g[0]) - 1))

    return Head(
        key=f"cheapest_path {toll} {diagonal}",
        name=rng.choice(("cheapest_path", "lowest_cost", "cross_grid")),
        params=GRID,
        gives="int",
        var="cost",
        say="walk from the top left to the bottom right cell with moves to the right, down, or diagonally right and "
        "down; "
        f"the cost is the sum of the cells visited (both ends included) plus {toll} for each move to the right and "
        f"{diagonal} for each diagonal move; find the lowest cost",
        given=RECTANGLE,
        code="best = []\nfor r, row in enumerate($a):\n    best.append([])\n    for c, cell in enumerate(row):\n"
        "        options = []\n        if r > 0:\n            options.append(best[r - 1][c])\n        if c > 0:\n"
        f"            options.append(best[r][c - 1] + {toll})\n        if r > 0 and c > 0:\n"
        f"            options.append(best[r - 1][c - 1] + {diagonal})\n"
        "        best[r].append(cell + min(options, default=0))\n$y = best[-1][-1]",
        oracle=oracle,
        draw=draw_grid(0, 20),
        probes=GRIDS,
    )


def islands(rng: Random) -> Head:
    """Areas of connected cells above a level."""
    level, least, k = rng.randint(3, 60), rng.randint(2, 3), rng.randint(2, 40)

    def oracle(g: list[list[int]]) -> list[int]:
        left = {(i, j) for i, row in enumerate(g) for j, x in enumerate(row) if x > level - 1}
        sizes = []
        while left:
            group, front = set(), {min(left)}
            while front:
                group |= front
                front = {(i + a, j + b) for i, j in front for a, b in ((0, 1), (1, 0), (0, -1), (-1, 0))} & left - group
            left -= group
            sizes.append(len(group))
        return sorted((s * k for s in sizes if s >= least), reverse=True)

    return Head(
        key=f"islands {level} {least} {k}",
        name=rng.choice(("island_sizes", "find_islands", "land_areas")),
        params=GRID,
        gives="ints",
        var="sizes",
        say=f"cells of at least {level} are land; land cells that touch up, down, left or right belong to one "
        "island; list "
        f"the sizes (numbers of cells) of the islands with at least {least} cells, largest first, each size "
        f"multiplied by {k}",
        given=RECTANGLE,
        code="$y = []\nseen = set()\nfor r in range(len($a)):\n    for c in range(len($a[0])):\n"
        "        stack = [(r, c)]\n        size = 0\n        while stack:\n            i, j = stack.pop()\n"
        "            inside = 0 <= i < len($a) and 0 <= j < len($a[0])\n"
        f"            if not inside or (i, j) in seen or $a[i][j] < {level}:\n                continue\n"
        "            seen.add((i, j))\n            size += 1\n"
        "            stack += [(i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)]\n"
        f"        if size >= {least}:\n            $y.append(size * {k})\n$y.sort(reverse=True)",
        oracle=oracle,
        draw=lambda g: (
            [[level + g.choice((-4, -1, 0, 0, 3)) for _ in range(w)] for w in [g.randint(2, 5)] for _ in range(w)],
        ),
        probes=(([[level]],), ([[level - 1]],), ([[level, level - 1, level]],), ([[level] * 3] * 2,)),
    )


def merge_spans(rng: Random) -> Head:
    """Merge intervals that are close."""
    gap, least = rng.randint(0, 4), rng.randint(1, 6)

    def oracle(v: list[list[int]]) -> list[list[int]]:
        groups: list[list[list[int]]] = []
        for span in sorted(v):
            if groups and span[0] - max(s[1] for s in groups[-1]) <= gap:
                groups[-1].append(span)
            else:
                groups.append([span])
        merged = [[g[0][0], max(s[1] for s in g)] for g in groups]
        return [m for m in merged if m[1] - m[0] >= least]

    return Head(
        key=f"merge_spans {gap} {least}",
        name=rng.choice(("merge_spans", "join_intervals", "merge_close")),
        params=SPANS,
        gives="pairs",
        var="merged",
        say=f"merge the intervals: intervals that overlap or lie at most {gap} apart (left end minus the largest "
        "right end "
        f"so far) become one; list the results in ascending order, leaving out those with a length (high minus low) "
        f"below {least}",
        given=INTERVALS,
        code="joined = []\nfor low, high in sorted($a):\n"
        f"    if joined and low - joined[-1][1] <= {gap}:\n        joined[-1][1] = max(joined[-1][1], high)\n"
        "    else:\n        joined.append([low, high])\n$y = [span for span in joined if span[1] - span[0] >= "
        f"{least}]",
        oracle=oracle,
        draw=draw_spans,
        probes=SPAN_LISTS,
    )


def busiest(rng: Random) -> Head:
    """Largest number of intervals at once."""
    c, a = rng.randint(0, 3), rng.randint(2, 30)

    def oracle(v: list[list[int]]) -> int:
        points = range(-60, 120)
        best = max(sum(p <= x <= q + c for p, q in v) for x in points)
        first = next(x for x in points if sum(p <= x <= q + c for p, q in v) == best)
        return best * a + first if v else 0

    return Head(
        key=f"busiest {c} {a}",
        name=rng.choice(("busiest_moment", "peak_load", "most_at_once")),
        params=SPANS,
        gives="int",
        var="result",
        say=f"an interval [low, high] covers all whole numbers from low to high + {c}; find the largest number of "
        "intervals "
        f"that cover one whole number and the smallest number x so covered, and take {a} times the former plus x "
        "(0 if there are no intervals)",
        given=INTERVALS,
        code="$y = 0\nbest = 0\nfor start, _ in sorted($a):\n    load = 0\n    for low, high in $a:\n"
        f"        if low <= start <= high + {c}:\n            load += 1\n    if load > best:\n        best = load\n"
        f"        $y = load * {a} + start",
        oracle=oracle,
        draw=draw_spans,
        probes=SPAN_LISTS,
    )


def free_gaps(rng: Random) -> Head:
    """Free intervals between busy ones."""
    end, least = rng.randint(20, 40), rng.randint(1, 5)

    def oracle(v: list[list[int]]) -> list[list[int]]:
        ends = list(accumulate(sorted(v), lambda m, s: max(m, s[1]), initial=0))
        starts = [s[0] for s in sorted(v)] + [end]
        return [[p, min(q, end)] for p, q in zip(ends, starts, strict=True) if min(q, end) - p >= least]

    return Head(
        key=f"free_gaps {end} {least}",
        name=rng.choice(("free_gaps", "find_gaps", "open_slots")),
        params=(Param(name="busy", kind="pairs"),),
        gives="pairs",
        var="gaps",
        say=f"list in ascending order the free intervals [low, high] between 0 and {end} that no busy interval "
        "overlaps, as "
        f"long as possible each, leaving out those with a length (high minus low) below {least}",
        given=INTERVALS,
        code="$y = []\nfree = 0\nfor low, high in sorted($a):\n"
        f"    if min(low, {end}) - free >= {least}:\n        $y.append([free, min(low, {end})])\n"
        f"    free = max(free, high)\nif {end} - free >= {least}:\n    $y.append([free, {end}])",
        oracle=oracle,
        draw=draw_spans,
        probes=(*SPAN_LISTS, ([[0, end]],), ([[least, end - least]],), ([[least - 1, end - least + 1]],)),
    )


def deep_cover(rng: Random) -> Head:
    """Points covered often."""
    k, a = rng.randint(2, 3), rng.randint(2, 40)
    return Head(
        key=f"deep_cover {k} {a}",
        name=rng.choice(("deep_cover", "shared_points", "crowded_points")),
        params=SPANS,
        gives="int",
        var="score",
        say=f"an interval covers the whole numbers from its low to its high end, both included; count {a} points "
        "for every "
        f"whole number that is covered by at least {k} intervals and 1 point for every other covered one",
        given=INTERVALS,
        code="cover = {}\nfor low, high in $a:\n    for point in range(low, high + 1):\n"
        "        cover[point] = cover.get(point, 0) + 1\n$y = 0\nfor depth in cover.values():\n"
        f"    $y += {a} if depth >= {k} else 1",
        oracle=lambda v: sum(
            a if n > k - 1 else 1 for n in (sum(p <= x <= q for p, q in v) for x in range(-60, 120)) if n
        ),
        draw=draw_spans,
        probes=SPAN_LISTS,
    )


EDGE_PARAMS = (Param(name="edges", kind="pairs"), Param(name="n", kind="int"))
NODES = "The nodes are 0 to `n` - 1, `n` is at least 1, and each edge is a pair of two different nodes."


def draw_edges(rng: Random) -> tuple[list[list[int]], int]:
    """Draw a sparse graph."""
    n = rng.randint(2, 8)
    pairs = [[i, j] for i in range(n) for j in range(n) if i != j]
    return rng.sample(pairs, min(len(pairs), rng.randint(1, n + 1))), n


EDGE_LISTS: tuple[tuple[list[list[int]], int], ...] = (
    ([], 1),
    ([], 3),
    ([[0, 1]], 2),
    ([[1, 0]], 3),
    ([[0, 1], [1, 2], [2, 3]], 5),
    ([[0, 1], [1, 2], [2, 0]], 4),
)


def hop_counts(rng: Random) -> Head:
    """Distances in a graph."""
    cap, c = rng.randint(2, 4), rng.randint(2, 40)

    def oracle(edges: list[list[int]], n: int) -> list[int]:
        reach, out = {0}, [-1] * n
        for hops in range(cap + 1):
            out = [hops * c if i in reach and out[i] < 0 else out[i] for i in range(n)]
            reach = reach | {b for a, b in edges if a in reach} | {a for a, b in edges if b in reach}
        return out

    return Head(
        key=f"hop_counts {cap} {c}",
        name=rng.choice(("hop_counts", "distances", "hops_from_start")),
        params=EDGE_PARAMS,
        gives="ints",
        var="hops",
        say=f"edges can be used in both directions; list for each node, in order, {c} times the smallest number of "
        "edges "
        f"on a way from node 0, or -1 if there is no way with at most {cap} edges",
        given=NODES,
        code="$y = [-1] * n\n$y[0] = 0\nqueue = [0]\nfor node in queue:\n"
        f"    if $y[node] == {cap}:\n        continue\n    for a, b in $a:\n        if node not in (a, b):\n"
        "            continue\n        other = b if a == node else a\n        if $y[other] == -1:\n"
        "            $y[other] = $y[node] + 1\n            queue.append(other)\n"
        f"$y = [count * {c} if count > 0 else count for count in $y]",
        oracle=oracle,
        draw=draw_edges,
        probes=EDGE_LISTS,
        before=False,
    )


def components(rng: Random) -> Head:
    """Sizes of connected parts."""
    least, c = rng.randint(2, 3), rng.randint(1, 40)

    def oracle(edges: list[list[int]], n: int) -> list[int]:
        label = list(range(n))
        for _ in range(n):
            for a, b in edges:
                label[a] = label[b] = min(label[a], label[b])
        sizes = [label.count(x) for x in sorted(set(label))]
        return [s + c for s in sorted(sizes) if s >= least]

    return Head(
        key=f"components {least} {c}",
        name=rng.choice(("component_sizes", "group_sizes", "connected_groups")),
        params=EDGE_PARAMS,
        gives="ints",
        var="sizes",
        say=f"find the connected components of the undirected graph and list the sizes of those with at least {least} "
        f"nodes, smallest first, each increased by {c}",
        given=NODES,
        code="parent = list(range(n))\nfor a, b in $a:\n    old, new = parent[a], parent[b]\n"
        "    parent = [new if group == old else group for group in parent]\n$y = []\nfor group in set(parent):\n"
        f"    if parent.count(group) >= {least}:\n        $y.append(parent.count(group) + {c})\n$y.sort()",
        oracle=oracle,
        draw=draw_edges,
        probes=EDGE_LISTS,
        before=False,
    )


def task_order(rng: Random) -> Head:
    """Topological order by smallest number."""
    c, largest = rng.randint(1, 50), rng.random() < 0.5
    pick = "largest" if largest else "smallest"

    def oracle(edges: list[list[int]], n: int) -> list[int]:
        left, out = set(range(n)), []
        while left:
            ready = [x for x in left if not any(a in left and b == x for a, b in edges)]
            if not ready:
                return []
            out.append(max(ready) if largest else min(ready))
            left.remove(out[-1])
        return [x + c for x in out]

    return Head(
        key=f"task_order {c} {pick}",
        name=rng.choice(("task_order", "build_order", "schedule")),
        params=EDGE_PARAMS,
        gives="ints",
        var="order",
        say="an edge [a, b] says that task a must be done before task b; list all tasks in an order that respects "
        "every "
        f"edge, always doing the {pick} possible number next, each number increased by {c}; an empty list if there "
        "is no "
        "such order",
        given=NODES,
        code="waiting = [0] * n\nfor _, b in $a:\n    waiting[b] += 1\n$y = []\n"
        "ready = [task for task in range(n) if waiting[task] == 0]\nwhile ready:\n"
        f"    task = {'max' if largest else 'min'}(ready)\n    ready.remove(task)\n    $y.append(task + {c})\n    "
        "for a, b in $a:\n"
        "        if a == task:\n            waiting[b] -= 1\n            if waiting[b] == 0:\n                "
        "ready.append(b)\n"
        "if len($y) < n:\n    $y = []",
        oracle=oracle,
        draw=lambda g: (
            [sorted(e) if g.random() < 0.97 else e for e in draw_edges(g)[0]] or [[0, 1]],
            8,
        ),
        probes=EDGE_LISTS,
        before=False,
    )


def toll_roads(rng: Random) -> Head:
    """Shortest ways with a toll at each stop."""
    toll, far = rng.randint(1, 9), rng.randint(30, 99)

    def oracle(roads: list[list[int]], n: int) -> list[int]:
        best = [0] + [10**6] * (n - 1)
        for _ in range(n):
            for a, b, w in roads:
                best[b] = min(best[b], best[a] + w + toll)
        return [x if x <= far else -1 for x in best]

    def draw(rng: Random) -> tuple[list[list[int]], int]:
        edges, n = draw_edges(rng)
        chain = [[i, i + 1] for i in range(n - 1) if rng.random() < 0.6]
        return [[a, b, rng.randint(0, 25)] for a, b in edges + chain], n

    return Head(
        key=f"toll_roads {toll} {far}",
        name=rng.choice(("travel_times", "toll_roads", "cheapest_trips")),
        params=(Param(name="roads", kind="grid"), Param(name="n", kind="int")),
        gives="ints",
        var="times",
        say=f"a road [a, b, w] leads from place a to place b (one way) and costs w plus a toll of {toll}; list for "
        "each of "
        "the places 0 to `n` - 1 the lowest cost of a trip from place 0, or -1 if there is no trip that costs at "
        f"most {far}",
        given="`n` is at least 1, costs are not negative, and the list of roads may be empty.",
        imports=("import heapq",),
        code="$y = [-1] * n\nheap = [(0, 0)]\nwhile heap:\n    cost, place = heapq.heappop(heap)\n"
        f"    if cost > {far} or $y[place] != -1:\n        continue\n    $y[place] = cost\n    for a, b, w in $a:\n"
        f"        if a == place:\n            heapq.heappush(heap, (cost + w + {toll}, b))",
        oracle=oracle,
        draw=draw,
        probes=(([], 1), ([], 2), ([[0, 1, 5]], 2), ([[0, 1, far - toll]], 2), ([[0, 1, far - toll + 1]], 2)),
        before=False,
    )


HEADS: dict[str, HeadMaker] = {
    "spiral": spiral,
    "peaks": peaks,
    "cell_life": cell_life,
    "cheapest_path": cheapest_path,
    "islands": islands,
    "merge_spans": merge_spans,
    "busiest": busiest,
    "free_gaps": free_gaps,
    "deep_cover": deep_cover,
    "hop_counts": hop_counts,
    "components": components,
    "task_order": task_order,
    "toll_roads": toll_roads,
}
