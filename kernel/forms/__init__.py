"""What can be typed on the kernel's screens."""
