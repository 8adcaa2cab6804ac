"""Whether the state of a programme's run allows an act."""
