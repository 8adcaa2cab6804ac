"""What analytics may know of treatment: declared columns, streamed, without a pseudonym.

Tables, columns and code lists stand in `clinics.facts.tables`, the reading in
`clinics.facts.streams`. Of keys there is only `person_key`, a keyed function of the patient's uid
under the secret of a series, and keys derived from it.
"""
