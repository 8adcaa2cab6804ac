"""What templates of the office ask."""
