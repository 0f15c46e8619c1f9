"""StratML (ISO 17469 parts 1 and 2, AIIM part 3): plan files in and out of the strategy, without loss.

A file is read into a tree of nodes (`reading`), cut into pieces, one for each record (`pieces`). A piece's words go
into the record's fields and the rest of its form into the record's `exchange` (`slots`, `forming`), so that the
stored plan gives the same pieces again (`stored`). Planning compares the two sides (`matching`, `planning`),
applying writes what differs, and `writing` turns the stored pieces back into a file.
A Goal of StratML is an objective of the first level; it is never a driver, which the product also calls a goal.
"""
