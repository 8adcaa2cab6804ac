"""The pure rules of prevention: what is warned of, how codes are linked, what is counted.

Nothing here reads or writes a row. Formulas and numbers of sections: prevention reference.
"""
