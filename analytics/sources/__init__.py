"""Facts to data frames: the only door to treatment and prevention, frozen in files with a checksum.

`treatment` freezes what its clinics told, `prevention` what was delivered: each in vintages of its
own, so that neither changes the checksum of the other. How files are written and kept: `files`.
"""

from analytics.sources.files import Overtaken, SnapshotDamaged
from analytics.sources.treatment import Facts, directory_of, freeze, load


__all__ = ["Facts", "Overtaken", "SnapshotDamaged", "directory_of", "freeze", "load"]
