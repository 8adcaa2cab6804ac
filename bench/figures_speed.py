"""From records to a report: 2,000,000 invented episodes, each stage beside a floor of the same run.

Floors: facts beside reading the rows of the same table and throwing them away; loading
beside reading the bytes of the snapshot; counting beside DuckDB on Parquet of the same frames;
protection beside the linear relaxation of the same system; the PDF beside a page without content.

    python -m bench.figures_speed [EPISODES]
"""

import sys

from bench import scratch


EPISODES = 2_000_000
MEASURE = """
import django; django.setup()
from bench.figures_stages import measure
measure()
"""
BUILD = """
import django; django.setup()
from bench import nation
nation.build({episodes})
"""


def main() -> int:
    """Build the country once, measure on it, print a line a stage."""
    episodes = int(sys.argv[1]) if len(sys.argv) > 1 else EPISODES
    with scratch.sqlite() as variables:
        scratch.run(variables, "-c", BUILD.format(episodes=episodes))
        print(f"{episodes:,} episodes")
        print(scratch.run(variables, "-c", MEASURE))
    return 0


if __name__ == "__main__":
    sys.exit(main())
