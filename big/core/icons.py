"""The line icons, drawn on a 16-unit grid and put inline, so that they take the colour of the text beside them."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from big.markup import fill

_PATHS = {
    "home": "M2.5 7.5 8 3l5.5 4.5V13a.5.5 0 0 1-.5.5H10V9.5H6v4H3a.5.5 0 0 1-.5-.5Z",
    "sight": "M3 3.5h3M10 3.5h3M3 12.5h3M10 8h3M10 12.5h3M6 3.5c2 0 2 0 4 0M6 3.5c2 0 2 4.5 4 4.5M6 12.5h4",
    "flag": "M4 14V2.5h8L10 5.5l2 3H4",
    "driver": "M3 3.5v9M3 8h9.5M9 4.5 12.5 8 9 11.5",
    "target": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 7.9v.2",
    "trend": "M2.5 12.5 6.5 8l2.5 2.5L13.5 4M10 4h3.5v3.5",
    "board": "M2.5 3h11v10h-11ZM2.5 6.5h11M6.5 6.5V13",
    "road": "M2 4h6M5 8h7M8 12h6",
    "risk": "M8 2.2 14 13H2ZM8 6.2v3.2M8 11.3v.2",
    "gavel": "M6.2 3.2 10 7M3.8 5.6 7.6 9.4M5 4.4l3.8 3.8M8.2 7.4 13.5 12.7M2.5 13.5h5",
    "coins": "M8 3c3 0 5 1 5 2.2S11 7.5 8 7.5 3 6.4 3 5.2 5 3 8 3ZM3 5.2v5.6C3 12 5 13 8 13s5-1 5-2.2V5.2"
    "M3 8c0 1.2 2 2.3 5 2.3s5-1.1 5-2.3",
    "cal": "M2.5 3.5h11v10h-11ZM2.5 6.5h11M5.5 2v3M10.5 2v3",
    "pack": "M4 2h5.5L12.5 5v9H4ZM9.5 2v3h3M6 8h4.5M6 10.5h4.5",
    "lib": "M3 2.5v11M6 2.5v11M9 3l3.5 10.2",
    "search": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 13.5 13.5",
    "plus": "M8 3v10M3 8h10",
    "x": "M4 4l8 8M12 4l-8 8",
    "check": "M3 8.5 6.5 12 13 4.5",
    "right": "M3 8h10M9 4l4 4-4 4",
    "left": "M13 8H3M7 4 3 8l4 4",
    "chev": "M6 3.5 10.5 8 6 12.5",
    "chevd": "M3.5 6 8 10.5 12.5 6",
    "up": "M8 13V3M4 7l4-4 4 4",
    "down": "M8 3v10M4 9l4 4 4-4",
    "same": "M3 8h10",
    "filter": "M2 4h12M4.5 8h7M6.5 12h3",
    "sort": "M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.5 11 3l2.5 2.5",
    "more": "M3.5 8h.1M8 8h.1M12.5 8h.1",
    "bell": "M4 11V7a4 4 0 0 1 8 0v4l1 1.5H3ZM6.8 14h2.4",
    "moon": "M13 9.5A5.5 5.5 0 1 1 6.5 3 4.5 4.5 0 0 0 13 9.5Z",
    "sun": "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1"
    "M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1",
    "theme": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 2.5v11M8 5.5l4.6-.3M8 8.5l5.4-.4M8 11.5l4.2-.3",
    "change": "M8 3 13.5 12.5h-11Z",
    "loop": "M13 8a5 5 0 1 1-1.6-3.7M11.6 1.8v2.7H8.9",
    "cube": "M8 2.2 13 5v6l-5 2.8L3 11V5ZM3 5l5 2.8L13 5M8 7.8v6",
    "customer": "M2.5 2.5h11v11h-11ZM8 4.8a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8Z"
    "M4.4 13.4c.4-1.9 1.7-3 3.6-3s3.2 1.1 3.6 3",
    "link": "M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.3 4.3L11.3 8.8M9 11.5 7.5 13a3 3 0 0 1-4.3-4.3L4.7 7.2",
    "unlink": "M7 4.5l1.5-1.5a3 3 0 0 1 4.3 4.3L11.3 8.8M9 11.5 7.5 13a3 3 0 0 1-4.3-4.3L4.7 7.2M3 3l10 10",
    "print": "M4.5 6V2.5h7V6M4.5 11.5h-2v-5.5h11v5.5h-2M4.5 9.5h7v4h-7Z",
    "download": "M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10",
    "upload": "M8 11V3M4.5 6.5 8 3l3.5 3.5M3 13.5h10",
    "comment": "M2.5 3h11v8H8l-3 2.5V11H2.5Z",
    "clock": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5v3.2l2 1.3",
    "user": "M8 3a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM3 13.5c.5-2.5 2.5-4 5-4s4.5 1.5 5 4",
    "people": "M6 3.2a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4ZM1.8 13c.4-2.3 2-3.7 4.2-3.7s3.8 1.4 4.2 3.7"
    "M10.8 3.6a2 2 0 0 1 0 3.8M12 9.6c1.3.5 2 1.6 2.3 3.1",
    "nodes": "M6 2.5h4v3H6ZM2 10.5h4v3H2ZM10 10.5h4v3h-4ZM8 5.5V8M4 10.5V8h8v2.5",
    "menu": "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
    "cols": "M2.5 3h11v10h-11ZM6.2 3v10M9.9 3v10",
    "tree": "M3 3h4M5 3v10M5 8h4M5 13h4M9 6.5h4M11 11.5h2",
    "grid": "M2.5 2.5h11v11h-11ZM8 2.5v11M2.5 8h11",
    "lock": "M4 7.5h8v6H4ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
    "dot": "M8 8h.1",
    "eye": "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
    "pen": "M3 13l.8-3L10.5 3.3a1.2 1.2 0 0 1 1.7 0l.5.5a1.2 1.2 0 0 1 0 1.7L6 12.2Z",
    "settings": "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 3a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z"
    "M6 10a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z",
    "out": "M6.5 3H3v10h3.5M7 8h6.5M10.5 5l3 3-3 3",
    "shield": "M8 2 13 4v4c0 3-2 5-5 6-3-1-5-3-5-6V4Z",
    "key": "M10.5 2.8a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8.4 7.6 3 13M4.8 11.2l1.6 1.6",
    "trash": "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4",
    "info": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 7.3v3.6M8 5.1v.2",
    "external": "M9 3h4v4M13 3 7.5 8.5M11 9.5V13H3V5h3.5",
    "pulse": "M1.5 8h3l2-5 3 10 2-5h3",
    "stack": "M8 2.5 13.5 5.5 8 8.5 2.5 5.5ZM2.5 8.2 8 11.2l5.5-3M2.5 11 8 14l5.5-3",
}
# The nouns of the product, so that a page names what it shows and not what is drawn.
_NOUNS = {
    "purpose": "flag",
    "strategy": "flag",
    "objective": "target",
    "key_result": "trend",
    "work": "board",
    "portfolio": "board",
    "milestone": "cal",
    "cycle": "cal",
    "money": "coins",
    "decision": "gavel",
    "action": "check",
    "issue": "info",
    "person": "user",
    "unit": "stack",
    "node": "nodes",
    "forum": "people",
    "document": "pack",
    "library": "lib",
    "import": "upload",
    "export": "download",
    "activity": "pulse",
    "history": "clock",
    "help": "info",
    "edit": "pen",
    "business_as_usual": "loop",
    "value_creation": "cube",
}
NAMES = frozenset(_PATHS) | frozenset(_NOUNS)


def icon(name: str, *, size: int = 16, label: str = "", css: str = "") -> SafeString:
    """The icon called `name`; hidden from screen readers unless it has a label. KeyError for an unknown name."""
    return _drawn(name, size, label, css)


# A page draws the same dozen icons hundreds of times. Typed, since markup and text may read the same and be escaped
# differently; bounded, since a label may be any text.
@lru_cache(maxsize=512, typed=True)
def _drawn(name: str, size: int, label: str, css: str) -> SafeString:
    path = _PATHS[_NOUNS.get(name, name)]
    meaning = fill('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return fill(
        '<svg class="ico{}" width="{}" height="{}" viewBox="0 0 16 16" {} focusable="false" fill="none"'
        ' stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">'
        '<path d="{}"/></svg>',
        f" {css}" if css else "",
        size,
        size,
        meaning,
        path,
    )
