"""From a frozen vintage to the contents of a release."""
