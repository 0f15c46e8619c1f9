"""Tags that pages are put together with: links that change the query, form controls, the tab bar, the theme."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from django import forms, template
from django.contrib.staticfiles import finders
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from big import picking
from big.core.theme import theme_of

_FILTER: Final = ("key", "choices", "value")
_PLAIN = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


def url_with(request: HttpRequest, **changes: Any) -> str:
    """This page's address with some of its query changed; None or "" takes a key out; `page` goes unless named."""
    query = request.GET.copy()
    if "page" not in changes:
        query.pop("page", None)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query.setlist(key, [str(value)])
    return _address(request, query)


def url_without(request: HttpRequest, **values: Any) -> str:
    """This page's address without one value of a key that may have several."""
    query = request.GET.copy()
    query.pop("page", None)
    for key, value in values.items():
        kept = [other for other in query.getlist(key) if other != str(value)]
        query.setlist(key, kept) if kept else query.pop(key, None)
    return _address(request, query)


def _address(request: HttpRequest, query: QueryDict) -> str:
    return f"{request.path}?{query.urlencode()}" if query else request.path


class _PlainSelect(forms.Select):
    """A select whose options are joined and not each drawn by a template, which takes a second for 5,000 people."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """As Django draws it; choices in groups go to Django's own templates."""
        choices = list(self.choices)
        if any(isinstance(label, (list, tuple)) for _, label in choices):
            return super().render(name, value, attrs, renderer)
        chosen = self.format_value(value)
        held = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, held, options(choices, chosen[0] if chosen else ""))


def options(choices: Iterable[tuple[Any, Any]], chosen: Any = "") -> SafeString:
    """The options of a select, one of them chosen."""
    wanted = "" if chosen is None else str(chosen)
    pairs = ((str(value), escape(str(label))) for value, label in choices)
    joined = "".join(
        f'<option value="{escape(value)}"{" selected" if value == wanted else ""}>{label}</option>'
        for value, label in pairs
    )
    return mark_safe(joined)  # noqa: S308 - each part is escaped above


def choose(filter: Any, free: str = "any") -> SafeString:
    """The control of one filter, a mapping or an object with key, choices and value; `free` is its empty choice."""
    held = filter if isinstance(filter, Mapping) else {name: getattr(filter, name) for name in _FILTER}
    key, choices, value = (held[name] for name in _FILTER)
    name = f"filter-{key}"
    if isinstance(choices, picking.Typed):
        text = choices.called(str(value)) if value else ""
        return picking.typed(key, text, choices.provider, {"id": name, "placeholder": free}, choices.besides)
    first = format_html('<option value="">{}</option>', free) if free else ""
    return format_html('<select id="{}" name="{}">{}{}</select>', name, key, first, options(choices, value))


def control(field: BoundField, **attrs: Any) -> SafeString:
    """The control of a form field, in our style; Django adds aria-invalid and aria-describedby."""
    widget = field.field.widget
    if isinstance(field.field, forms.ModelChoiceField) and field.field.empty_label == "---------":
        field.field.empty_label = "Choose one" if field.field.required else "None"
    if not isinstance(widget, _PLAIN):
        attrs.setdefault("class", "in")
    if isinstance(field.field, picking.PickField):
        attrs |= widget.attrs
        widget = picking.widget_of(field.field)
    if type(widget) is forms.Select:
        widget = _PlainSelect(widget.attrs, widget.choices)
    return field.as_widget(widget=widget, attrs={key.replace("_", "-"): value for key, value in attrs.items()})


def control_kind(field: BoundField) -> str:
    """How a field is laid out: "check", "scale" (0 to 10 in a row), "group" (a set of choices) or "line"."""
    widget = field.field.widget
    if getattr(widget, "is_scale", False):
        return "scale"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "group" if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)) else "line"


PACK_STYLES: Final = ("tokens", "base", "marks", "steps", "pages", "pack")


def pack_css() -> SafeString:
    """The styles of a pack in one element, with its fonts as pack: assets; kept with the HTML of an issued pack."""
    faces = "".join(
        f"@font-face{{font-family:{family};font-weight:{weight};font-style:{style};src:url(pack:fonts/{name}.ttf)}}"
        for name, family, weight, style in (
            ("geist-400", "Geist", 400, "normal"),
            ("geist-500", "Geist", 500, "normal"),
            ("geist-600", "Geist", 600, "normal"),
            ("newsreader-400", "Newsreader", 400, "normal"),
            ("newsreader-400-italic", "Newsreader", 400, "italic"),
        )
    )
    found = (finders.find(f"css/{name}.css") for name in PACK_STYLES)
    sheets = "\n".join(Path(path).read_text() for path in found if isinstance(path, str))
    return mark_safe(f"<style>{faces}\n{sheets}</style>")  # noqa: S308 - our own files


def spacer(height: float) -> SafeString:
    """Empty height in px inside a lane of the line of sight; SVG, because inline styles are forbidden."""
    return format_html(
        '<svg class="spacer" width="1" height="{}" aria-hidden="true" focusable="false"></svg>', max(0, round(height))
    )


def tab_items(nav: Sequence[Mapping[str, Any]] | None, most: int = 4) -> list[Mapping[str, Any]]:
    """The entries of the phone's tab bar: those that carry a short `tab` label, else the first ones."""
    items = [item for group in nav or [] for item in group["items"]]
    chosen = [item for item in items if item.get("tab")]
    return (chosen + [item for item in items if item not in chosen])[:most]


def theme(context: Context) -> str:
    """light, dark or auto: the reader's choice."""
    return theme_of(context.get("request"))


def add_to(register: template.Library) -> None:
    """Register the page tags."""
    for tag in (url_with, url_without, options, choose, control, spacer, pack_css, tab_items):
        register.simple_tag(tag)
    register.simple_tag(theme, takes_context=True)
    register.filter("control_kind", control_kind)
