"""Files of OKRs into the records of the product: `okr.files` says what a file holds, this package stores it.

What no field of a record holds is kept in words in its `exchange` and shown on its page (`wording`), and every cell
of the file is accounted for: stored, or named with the reason (`account`).
"""
