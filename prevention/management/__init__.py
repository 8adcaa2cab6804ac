"""Commands of prevention and what they read."""
