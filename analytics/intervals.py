"""95 % intervals of shares, differences, ratios and medians."""
