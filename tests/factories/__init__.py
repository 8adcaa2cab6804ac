"""One module per app; plausible values and no logic beyond them."""
