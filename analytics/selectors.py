"""What a viewer may see of releases."""
