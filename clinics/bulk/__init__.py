"""The bulk path: how many rows of somebody else's files become records.

`reading` streams typed column batches out of CSV files, `refusals` says which rows were not taken
and why, `storing` writes columns with COPY or executemany, `runs` makes each batch a transaction
that can be repeated, `accounts` proves that every row read was stored or refused. What a file
means is an importer's business (`clinics.imports`).
"""
