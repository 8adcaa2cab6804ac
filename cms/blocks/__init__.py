"""What an editor can put on a page. A closed list: nothing here takes free HTML."""
