"""What no eye would notice in time: contrast, budgets, and that nothing inline slips in."""

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from big.charts.drawing import PALETTE
from big.core import styles

ROOT = Path(settings.BASE_DIR)
CSS = sorted((ROOT / "static" / "css").glob("*.css"))
# Programs for mail know no style sheet of ours, so that what they show is styled where it stands.
MAIL = ROOT / "templates" / "email"
TEMPLATES = sorted(each for each in (ROOT / "templates").rglob("*.html") if MAIL not in each.parents)
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+):\s*light-dark\((#[0-9A-Fa-f]{6}),\s*(#[0-9A-Fa-f]{6})\)",
        (ROOT / "static" / "css" / "tokens.css").read_text(),
    )
}
ON_EVERYTHING = [
    (ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "paper-2", "surface", "hover")
]
TEXT = [
    *ON_EVERYTHING,
    ("ink", "well"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    ("ink-3", "accent-soft"),
    ("on-accent", "accent"),
    ("on-ink", "ink"),
    ("on-ink", "ink-2"),
    ("red", "paper"),
    ("red", "surface"),
    ("red", "red-soft"),
    ("red", "hover"),
    ("red-on", "red-fill"),
    ("ink", "red-soft"),
    ("ink-2", "red-soft"),
    ("amber", "paper"),
    ("amber", "surface"),
    ("amber", "amber-soft"),
    ("amber-on", "amber-fill"),
    ("green", "paper"),
    ("green", "surface"),
    ("green", "green-soft"),
    ("green", "hover"),
    ("ink", "heat-1"),
    ("ink", "heat-2"),
    ("ink", "heat-3"),
    ("heat-4-on", "heat-4"),
    ("heat-5-on", "heat-5"),
]
MARKS = [
    ("edge", "surface"),
    ("edge", "paper"),
    ("edge", "paper-2"),
    ("focus", "paper"),
    ("focus", "surface"),
    ("accent", "accent-soft"),
    ("green", "surface"),
    ("amber-edge", "surface"),
    ("amber-edge", "paper"),
    ("red-fill", "surface"),
    ("red-fill", "paper"),
    ("fact", "paper"),
    ("fact", "surface"),
    ("fact", "well"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("ink", "ground", "least"), [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in MARKS])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_pairs_of_tokens_can_be_told_apart(ink: str, ground: str, least: float, theme: int) -> None:
    assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= least


def test_heat_darkens_in_even_steps() -> None:
    for theme in (0, 1):
        steps = [luminance(TOKENS[f"heat-{n}"][theme]) for n in range(1, 6)]
        assert steps == sorted(steps, reverse=theme == 0)
    assert contrast(TOKENS["heat-5"][0], TOKENS["heat-3"][0]) >= 1.5


def test_weight_is_severity_in_grey() -> None:
    surface, amber, red = (luminance(TOKENS[name][0]) for name in ("surface", "amber-fill", "red-fill"))
    assert surface > amber > red


def test_charts_and_packs_use_the_light_side_of_the_tokens() -> None:
    for name, colour in PALETTE.items():
        expected = "#FFFFFF" if name == "paper" else TOKENS[name][0]
        assert colour.upper() == expected.upper(), name
    sheet = (ROOT / "static" / "css" / "pack.css").read_text().split(".sheet {")[1].split("}")[0]
    for name, colour in re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", sheet):
        if name not in ("paper", "hover"):
            assert colour.upper() == TOKENS[name][0].upper(), name


def test_every_variable_is_a_token() -> None:
    tokens = set(re.findall(r"--([\w-]+):", (ROOT / "static" / "css" / "tokens.css").read_text()))
    own = {"dis", "zoom"}
    for path in CSS:
        used = set(re.findall(r"var\(--([\w-]+)", path.read_text()))
        assert used <= tokens | own, f"{path.name}: name it in tokens.css: {used - tokens - own}"


def test_styles_and_script_stay_small() -> None:
    whole = len(brotli.compress(styles.bundle().encode(), quality=9))
    assert whole <= 18_000, f"{whole} bytes compressed: use what docs/look.md lists before you add a rule"
    script = ROOT / "static" / "js" / "sightline.js"
    assert script.stat().st_size <= 3_000
    for path in CSS:
        assert len(path.read_text().splitlines()) <= 400, path.name


def test_the_stylesheet_holds_every_file_but_the_pack() -> None:
    names = [path.stem for path in styles.sources()]
    assert names[0] == "tokens"
    assert names[-1] == "print"
    assert set(names) == {path.stem for path in CSS} - {"pack"}
    assert styles.bundle().startswith("@layer reset,tokens,")


def test_shrinking_changes_no_rule() -> None:
    css = "/* why */\n.a > .b, .c :is(.d) {\n  color: red;\n  content: ' of , ; ';\n  width: calc(1px + 2px);\n}\n"
    assert styles.shrunk(css) == ".a > .b,.c :is(.d){color:red;content:' of , ; ';width:calc(1px + 2px)}"


def test_the_stylesheet_is_a_static_file() -> None:
    finder = styles.StyleFinder()
    assert Path(finder.find(styles.NAME)).read_text() == styles.bundle()
    assert finder.find("css/other.css") == []
    (name, storage) = next(iter(finder.list(None)))
    with storage.open(name) as file:
        assert file.read().decode() == styles.bundle()


def test_braces_match_and_layers_are_named() -> None:
    for path in CSS:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        assert text.count("{") == text.count("}"), path.name
        if path.name != "fonts.css":
            assert "@layer" in text, f"{path.name}: put the rules in a layer"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_hold_nothing_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text), "use a class, an SVG attribute, or w-N and x-N"
    assert not re.search(
        r"\son(?:click|load|change|submit|input|focus|blur|error|key\w+|mouse\w+|pointer\w+)\s*=", text
    ), "the policy blocks handlers; use htmx or sightline.js"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "the policy blocks inline scripts"
    assert "hx-on" not in text, "htmx may not evaluate code"
    assert not re.search(r"""href\s*=\s*["']#["']""", text), "a link leads somewhere"
    assert not re.search(r"(?:src|href)\s*=\s*[\"']https?://", text), "nothing is loaded from elsewhere"


@pytest.mark.parametrize("path", sorted((ROOT / "templates" / "components").glob("*.html")), ids=lambda path: path.name)
def test_components_say_what_they_take(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("{% comment %}"), "open with a comment that lists what it takes"
    assert "Takes:" in text.split("{% endcomment %}")[0]
