"""Reports and tables as files, read from contents alone."""
