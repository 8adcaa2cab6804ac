"""What people of prevention do: one function an act."""
