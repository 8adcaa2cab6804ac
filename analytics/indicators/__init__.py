"""One pure function per indicator, named as in docs/indicators."""
