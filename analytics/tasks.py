"""Background work of the ministry door."""
