"""Papers of prevention: A4, black and white, made without any network."""
