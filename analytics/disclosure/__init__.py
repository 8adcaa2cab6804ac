"""Disclosure control: rounding, memory and the output gate."""
