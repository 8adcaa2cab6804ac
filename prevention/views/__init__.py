"""The screens of prevention at the work door."""
