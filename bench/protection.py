"""Ten invented countries protected twice: time, kept values, and what attacks find, per seed.

    python -m bench.protection [SEED ...]

Seconds are of the processor, one process. The second vintage has 1 % more records and remembers
the first. Attacks: every count of 1 to 4 of the first vintage, and every difference of 1 to 4.
"""

import sys
import time
from collections.abc import Callable

import numpy as np

from analytics.disclosure.policy import Policy
from analytics.disclosure.rounding import Rounded, protect
from tests.factories import attacks, systems


SEEDS = range(10)
LEAST_KEPT = 0.9
HEAD = "seed  first s  second s  kept    mean error  largest  narrowest  differences  recovered"


def main() -> int:
    """Print a line a seed; 1 where a promise of `docs/disclosure-control.md` does not hold."""
    print(HEAD)
    seeds = [int(each) for each in sys.argv[1:]] or SEEDS
    results = [_measured(seed) for seed in seeds]
    return 0 if all(results) else 1


def _measured(seed: int) -> bool:
    policy = Policy()
    people = systems.population(seed)
    first, second = systems.linked(people), systems.linked(systems.later(people, seed))
    before, seconds = _timed(lambda: protect(first, key=systems.KEY, policy=policy))
    memory = systems.remembered(first, before.values)
    after, more = _timed(lambda: protect(second, key=systems.KEY, policy=policy, remembered=memory))
    kept = systems.Vintages(first, second, before, after).kept
    errors = abs(before.values - first.counts)[first.counts > 0]
    narrowest = min(attacks.widths(first, before.values))
    spreads = attacks.spreads_of_late(first, second, before.values, after.values)
    recovered = int((np.array(spreads) < 1).sum())
    print(
        f"{seed:4}{seconds:9.1f}{more:10.1f}{kept:8.3f}{errors.mean():11.2f}{errors.max():9}"
        f"{narrowest:11.0f}{len(spreads):13}{recovered:11}",
        flush=True,
    )
    return kept >= LEAST_KEPT and narrowest >= policy.width_min and not recovered


def _timed(work: Callable[[], Rounded]) -> tuple[Rounded, float]:
    began = time.process_time()
    return work(), time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
