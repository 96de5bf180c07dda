"""Which question goes to which field: the pairing with the greatest sum, one to one."""

from collections.abc import Mapping

Pair = tuple[int, int]


def assign(scores: Mapping[Pair, float]) -> dict[int, int]:
    """Rows to columns such that the sum of `scores` is greatest; pairs not scored never meet.

    All scores are positive. Of equal pairings the one with the earlier rows and columns wins.
    """
    chosen: dict[int, int] = {}
    for pairs in _components(scores):
        chosen |= _solve({pair: scores[pair] for pair in pairs})
    return chosen


def _components(scores: Mapping[Pair, float]) -> list[list[Pair]]:
    """Pairs that share rows or columns, directly or through others."""
    leader: dict[tuple[str, int], tuple[str, int]] = {}

    def find(node: tuple[str, int]) -> tuple[str, int]:
        while leader.setdefault(node, node) != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for row, column in scores:
        one, other = find(("row", row)), find(("column", column))
        if one != other:
            leader[max(one, other)] = min(one, other)
    groups: dict[tuple[str, int], list[Pair]] = {}
    for pair in sorted(scores):
        groups.setdefault(find(("row", pair[0])), []).append(pair)
    return [groups[key] for key in sorted(groups)]


def _solve(scores: Mapping[Pair, float]) -> dict[int, int]:
    """The Hungarian method; every row may also stay alone, at no gain."""
    rows = sorted({row for row, _ in scores})
    columns = sorted({column for _, column in scores})
    if len(rows) == 1 or len(columns) == 1:
        best = max(scores, key=lambda pair: (scores[pair], -pair[0], -pair[1]))
        return {best[0]: best[1]}
    width = len(columns) + len(rows)
    costs = [
        [-scores.get((row, column), -1e6) for column in columns] + [0.0] * len(rows) for row in rows
    ]
    matched = _hungarian(costs, width)
    return {
        rows[i]: columns[j]
        for i, j in enumerate(matched)
        if j < len(columns) and (rows[i], columns[j]) in scores
    }


def _hungarian(costs: list[list[float]], width: int) -> list[int]:
    """For each row its column, at least total cost (rows <= columns)."""
    potential_row = [0.0] * (len(costs) + 1)
    potential = [0.0] * (width + 1)
    owner = [0] * (width + 1)
    way = [0] * (width + 1)
    for row in range(1, len(costs) + 1):
        owner[0] = row
        column = 0
        slack = [float("inf")] * (width + 1)
        used = [False] * (width + 1)
        while True:
            used[column] = True
            current, delta, following = owner[column], float("inf"), 0
            line = costs[current - 1]
            for j in range(1, width + 1):
                if used[j]:
                    continue
                reduced = line[j - 1] - potential_row[current] - potential[j]
                if reduced < slack[j]:
                    slack[j], way[j] = reduced, column
                if slack[j] < delta:
                    delta, following = slack[j], j
            for j in range(width + 1):
                if used[j]:
                    potential_row[owner[j]] += delta
                    potential[j] -= delta
                else:
                    slack[j] -= delta
            column = following
            if owner[column] == 0:
                break
        while column:
            owner[column] = owner[way[column]]
            column = way[column]
    matched = [0] * len(costs)
    for j in range(1, width + 1):
        if owner[j]:
            matched[owner[j] - 1] = j - 1
    return matched
