"""One row per person and period, and the frames of every universe."""
