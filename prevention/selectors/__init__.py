"""Questions about prevention, within what the viewer may see."""
