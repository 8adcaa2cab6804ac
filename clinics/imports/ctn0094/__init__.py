"""Trials CTN-0027, CTN-0030 and CTN-0051 in the layout of `public.ctn0094data`.

What became what, and what the source lacks, is told in `docs/demo-data.md`; a change here is a
change there.
"""

SOURCE = "ctn0094"
