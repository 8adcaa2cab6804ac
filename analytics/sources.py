"""Facts to data frames: the only door to the two apps."""
