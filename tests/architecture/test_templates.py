"""Templates: they work without JavaScript, obey the content policy, and say what they take."""

import re

from tests.architecture.sources import templates

TAG = re.compile(r"<[a-z][^<>]*\bhx-(?:get|post)=[^<>]*>", re.DOTALL)
INLINE = re.compile(
    r"""\sstyle="|<script(?![^>]*\bsrc=)[^>]*>|javascript:|\son(?:click|change|submit|load|input|key\w+)="|href="#\""""
)
ITSELF = re.compile(r"hx-trigger=\"(every|input|load|revealed|[a-z-]+ from:)")
"""What polls, or follows a form or an event elsewhere on the page, has nothing to click."""


def test_whatever_htmx_fetches_has_a_plain_address_too() -> None:
    bare = []
    for source in templates():
        text = re.sub(r"{%.*?%}|{{.*?}}", "x", source.text, flags=re.DOTALL)
        for tag in TAG.findall(text):
            plain = re.search(r"\s(href|action|formaction)=", tag) or tag.startswith("<button")
            if not plain and not ITSELF.search(tag):
                bare.append(f"{source.path}: {tag[:120]}")
    assert bare == [], "give the link its href, the form its action"


def test_nothing_is_inline() -> None:
    # Programs for mail read no style sheet of ours, and our content policy does not reach them.
    pages = [each for each in templates() if not each.path.startswith("templates/email/")]
    found = [f"{each.path}: {hit}" for each in pages for hit in INLINE.findall(each.text)]
    assert found == [], "the content policy refuses it: use a class, an attribute of the drawing, or static/js"


def test_components_say_what_they_take() -> None:
    silent = [
        each.path
        for each in templates()
        if each.path.startswith("templates/components/") and not re.match(r"{(%\s*comment|#)", each.text)
    ]
    assert silent == [], "open it with a comment that lists what it takes"
