"""Treatment records and the clinician's screens."""
