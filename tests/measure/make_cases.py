#!/usr/bin/env python3
"""Writes cases.json: numbers, and what the statistics of src/measure and of web/src/measure must make of them.

Worked out here a third time, straight from the definitions in src/measure/README.md and with exact fractions where
those help, so that neither side is only compared with itself.
"""

import json
import math
import random
from fractions import Fraction
from pathlib import Path


def quantile(values, q):
    ordered = sorted(values)
    position = q * (len(ordered) - 1)
    below = int(position)
    low, high = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
    return low + (high - low) * (position - below)


def inside(n, depth):
    """How sure it is that the median lies between the depth-th value from either end."""
    return 1 - 2 * sum(Fraction(math.comb(n, k), 2**n) for k in range(depth))


def median_interval(values):
    n = len(values)
    if n < 6:
        return None, None
    wanted = Fraction(95, 100)
    depth = max(d for d in range(1, n) if inside(n, d) >= wanted)
    sure, deeper = inside(n, depth), inside(n, depth + 1)
    share = (sure - wanted) / (sure - deeper)
    weight = float((n - depth) * share / (depth + (n - 2 * depth) * share))
    ordered = sorted(values)
    low = (1 - weight) * ordered[depth - 1] + weight * ordered[depth]
    high = (1 - weight) * ordered[n - depth] + weight * ordered[n - depth - 1]
    return low, high


def is_time(x):
    return x is not None and x > 0


def calm_limit(slowness):
    fifth = quantile(slowness, 0.2)
    return max(fifth + 4 * (fifth - min(slowness)), sorted(slowness)[min(8, len(slowness)) - 1])


def calm(values, slowness):
    limit = calm_limit(slowness)
    return [value for value, slow in zip(values, slowness) if slow <= limit]


def figure(times):
    seen = [time for time in times if is_time(time)]
    kept = calm(seen, [math.log(time) for time in seen])
    return quantile(kept, 0.5), *median_interval(kept)


def settled(times):
    recent = 8
    while 2 * recent <= len(times):
        before, _ = median_interval([x for x in times[:-recent] if is_time(x)])
        _, after = median_interval([x for x in times[-recent:] if is_time(x)])
        if before is not None and after is not None and before > 1.03 * after:
            return False
        recent *= 2
    return True


def compare(first, second):
    pairs = [(a, b) for a, b in zip(first, second) if is_time(a) and is_time(b)]
    ratios = calm([a / b for a, b in pairs], [math.log(a) + math.log(b) for a, b in pairs])
    low, high = median_interval(ratios)
    return {
        "ratio": quantile(ratios, 0.5),
        "low": low,
        "high": high,
        "rounds": len(pairs),
        "calm": len(ratios),
        "steady": settled(ratios) and settled([1 / ratio for ratio in ratios]),
    }


def main():
    stream = random.Random(3)

    def times(n, mean, spread=0.02, busy=0.0):
        return [
            round(mean * math.exp(stream.gauss(0, spread)) * (3 if stream.random() < busy else 1), 6) for _ in range(n)
        ]

    samples = [list(range(1, n + 1)) for n in (2, 5, 6, 7, 10, 25)]
    samples += [times(n, 5, 0.5) for n in (8, 12, 40, 300)] + [[7] * 20]
    falling = [
        times(40, 1),
        times(30, 1.2) + times(10, 1),
        times(8, 3) + times(40, 1),
        times(40, 3) + times(7, 1),
        times(40, 1) + times(40, 1.5),
        [*times(12, 2), None, *times(11, 1), None],
        times(15, 3),
    ]
    pairs = [
        (times(40, 2), times(40, 1)),
        (times(40, 2, busy=0.4), times(40, 1, busy=0.4)),
        (times(300, 20, busy=0.2), times(300, 1, busy=0.2)),
        (times(16, 1), times(8, 2) + times(8, 1)),
        (times(40, 1), times(24, 1.08) + times(16, 1)),
        ([1, None, 0, *times(12, 1)], [1, 2, 3, *times(10, 1), None, 4]),
        (times(3, 1), times(3, 1)),
    ]
    cases = {
        "intervals": [{"values": values, "interval": median_interval(values)} for values in samples],
        "figures": [{"times": values, "figure": figure(values)} for values in [*samples[6:], times(50, 2, busy=0.6)]],
        "settled": [{"times": values, "settled": settled(values)} for values in falling],
        "comparisons": [{"first": a, "second": b, **compare(a, b)} for a, b in pairs],
    }
    file = Path(__file__).with_name("cases.json")
    lines = (
        f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in group) + "\n]" for name, group in cases.items()
    )
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
