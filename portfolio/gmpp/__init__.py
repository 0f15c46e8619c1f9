"""UK Government major projects data: each year's file becomes a dated snapshot of every project in it.

`reading` turns bytes into a `snapshot.Snapshot`, with `decoding`, `grids`, `headings`, `layout`, `values`, `spelling`
and `dating`; `matching`, `stored` and `planning` compare it with the register; `applying` writes it; `format` is its
entry in the import wizard.
"""
