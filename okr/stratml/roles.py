"""The roles that a stakeholder plays in an objective: read from the file's elements, and written as such."""

from dataclasses import replace
from typing import Any

from okr.stratml.forming import insert
from okr.stratml.nodes import Node


def roles_of(own: Node) -> list[dict[str, Any]]:
    """Per role its name, description and types, in the order of the file; roles that say nothing are left out."""
    person = own.first("StakeholderType")
    if person is None:
        found = [_role(each) for each in own.children if each.tag == "Role"]
    else:
        found = [_role_of_part_3(each) for each in person.children if each.tag == "RoleType"]
    return [role for role in found if any(role.values())]


def _role(node: Node) -> dict[str, Any]:
    types = [" ".join(each.text.split()) for each in node.children if each.tag == "RoleType" and not each.children]
    return {
        "name": _text(node, "Name"),
        "description": _text(node, "Description"),
        "types": [each for each in types if each],
    }


def _role_of_part_3(node: Node) -> dict[str, Any]:
    named = node.first("NameDescription") or Node("NameDescription")
    types = [value for name in ("PerformerOrBeneficiary", "RASCI") if (value := node.attribute(name))]
    return {"name": _text(named, "Name"), "description": _text(named, "Description"), "types": types}


def _text(node: Node, tag: str) -> str:
    leaf = node.first(tag)
    return leaf.text.strip() if leaf else ""


def with_roles(own: Node, roles: list[dict[str, Any]], part: int) -> Node:
    """The stakeholder's element with these roles; the file's own, where they say the same."""
    if roles_of(own) == roles:
        return own
    if part == 3:
        person = own.first("StakeholderType") or Node("StakeholderType")
        held = replace(person, children=tuple(each for each in person.children if each.tag != "RoleType"))
        for role in roles:
            held = insert(held, _written_for_part_3(role))
        return replace(own, children=(held,))
    own = replace(own, children=tuple(each for each in own.children if each.tag != "Role"))
    for role in roles:
        own = insert(own, _written(role))
    return own


def _written(role: dict[str, Any]) -> Node:
    types = tuple(Node("RoleType", text=each) for each in role.get("types", ()))
    named = (Node("Name", text=role.get("name", "")), Node("Description", text=role.get("description", "")))
    return Node("Role", children=(*named, *types))


def _written_for_part_3(role: dict[str, Any]) -> Node:
    named = (Node("Name", text=role.get("name", "")), Node("Description", text=role.get("description", "")))
    types = {"Performer": "PerformerOrBeneficiary", "Beneficiary": "PerformerOrBeneficiary"}
    attributes = {types.get(each, "RASCI"): each for each in role.get("types", ())}
    return Node("RoleType", tuple(sorted(attributes.items())), children=(Node("NameDescription", children=named),))
