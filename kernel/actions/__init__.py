"""What changes people, organisations and rights."""
