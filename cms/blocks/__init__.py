"""What an editor can put on a page. A closed list: nothing here takes free HTML."""

FEATURES = ["bold", "italic", "ol", "ul", "link"]
"""What rich text may have."""
