"""What a viewer may see of treatment records, object by object."""
