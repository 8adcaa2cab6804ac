"""Writing many rows at once, without a model instance for each."""
