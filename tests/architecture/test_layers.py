"""Layers that import-linter cannot see: foreign keys, templates and addresses point downwards only."""

import re

from django.apps import apps
from django.db.models import Field

from tests.architecture.sources import APPS, code, templates

HEIGHT = {name: height for height, name in enumerate(APPS)}


def _app_of(module: str) -> str:
    return module.split(".", 1)[0]


def _above(one: str, other: str) -> bool:
    return one in HEIGHT and HEIGHT[one] > HEIGHT[other]


def test_foreign_keys_point_downwards() -> None:
    upwards = []
    for model in apps.get_models():
        if _app_of(model.__module__) not in HEIGHT:
            continue
        for field in model._meta.get_fields():
            target = field.related_model if isinstance(field, Field) else None
            if isinstance(target, type) and _above(_app_of(target.__module__), _app_of(model.__module__)):
                upwards.append(f"{model._meta.label}.{field.name}")
    assert upwards == []


def test_templates_name_nothing_above_them() -> None:
    named = re.compile(r"""{%\s*(?:include|extends|url)\s+["'](\w+)[/:]""")
    upwards = []
    for source in templates():
        folder = source.path.split("/")[1]
        own = folder if folder in HEIGHT else "big"
        upwards += [f"{source.path} names {app}" for app in named.findall(source.text) if _above(app, own)]
    assert upwards == [], "register a panel, a column or a navigation entry in big.registry"


def test_code_names_no_address_above_it() -> None:
    named = re.compile(r"""(?:reverse|redirect|reverse_lazy)\(\s*["'](\w+):""")
    upwards = [
        f"{source.path} names {app}"
        for source in code()
        for app in named.findall(source.text)
        if _above(app, source.app)
    ]
    assert upwards == []
