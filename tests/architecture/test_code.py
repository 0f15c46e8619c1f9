"""Code: one clock, no signals, no swallowed errors, no import inside a function that is not explained."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import Source, code

LAZY = {
    "apps.py": "Django's app registry must be ready before wiring is read",
    "big/core/fonts.py": "fontTools is needed at build time only",
    "big/pdf.py": "WeasyPrint loads system libraries, which web processes may lack",
    "big/servers/setup.py": "runs before the environment exists",
}
OF_ITSELF = {"sweep_jobs"}
"""What the clock starts acts for nobody: it only sends again what was asked for before."""
BROAD = ("Exception", "BaseException")


def _found(*kinds: type[ast.AST]) -> Iterator[tuple[Source, ast.AST]]:
    for source in code():
        for node in ast.walk(source.tree):
            if isinstance(node, kinds):
                yield source, node


def test_time_comes_from_the_clock() -> None:
    found = [
        f"{source.path}:{node.lineno}"
        for source, node in _found(ast.Attribute)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "today", "utcnow"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"timezone", "date", "datetime"}
    ]
    assert [place for place in found if not place.startswith("big/clock.py")] == [], "ask big.clock"


def test_nothing_hangs_on_a_signal() -> None:
    found = [
        f"{source.path}:{node.lineno}"
        for source, node in _found(ast.ImportFrom)
        if isinstance(node, ast.ImportFrom)
        and ("signals" in (node.module or "") or node.module == "django.dispatch")
        # Django's own, which tells when tables have changed; nothing between our apps hangs on it.
        and [name.name for name in node.names] != ["post_migrate"]
    ]
    assert found == [], "call the other service, or register a reaction in big.registry"


def test_nobody_swallows_every_error() -> None:
    found = [
        f"{source.path}:{node.lineno}"
        for source, node in _found(ast.ExceptHandler)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in BROAD))
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    ]
    assert found == [], "name the errors that are expected"


def test_imports_stand_at_the_top() -> None:
    found = [
        f"{source.path}:{inner.lineno}"
        for source, node in _found(ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom) and not source.path.endswith(tuple(LAZY))
    ]
    assert found == [], "a cycle is hidden there: turn it round, or go through big.registry"


def test_services_are_told_who_acts() -> None:
    """A function that opens a transaction writes for somebody, so it names the actor or the job that does."""
    found = []
    for source, node in _found(ast.FunctionDef):
        if not isinstance(node, ast.FunctionDef) or "/services" not in source.path or node.name.startswith("_"):
            continue
        if any("atomic" in ast.unparse(each) for each in node.decorator_list):
            names = {each.arg for each in [*node.args.args, *node.args.kwonlyargs]}
            if not names & {"actor", "user", "job", "run"} and node.name not in OF_ITSELF:
                found.append(f"{source.path}:{node.lineno} {node.name}")
    assert found == []
