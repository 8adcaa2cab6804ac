"""What every part must agree on: people, organisations, roles, audit. Imports nothing above it."""
