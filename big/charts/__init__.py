"""Charts drawn on the server as SVG: one notation, one drawing for page and PDF, and always the numbers behind it.

Solid is fact, outline is plan, hatch is forecast, dash is missing. Every function returns a `Chart`: the drawing,
the sentence that says it, and the table of the same numbers.
"""
