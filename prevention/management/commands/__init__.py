"""Commands of prevention."""
