"""How figures stand on a screen: contents in, words and rows out. Nothing here asks a table."""
