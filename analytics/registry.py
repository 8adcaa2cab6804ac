"""The registry: storing what a release says, and reading it back."""
