"""Governance nodes and their kinds over the API."""

import zlib
from typing import Any

from django.db import transaction
from rest_framework import serializers

from big.api.filters import ChoiceFilter, CodeFilter, KeyFilter, RecordFilter, WordsFilter, updated_since
from big.api.keys import KeyField
from big.api.serializers import InputSerializer, ModelInputSerializer, RecordSerializer, Why
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, record_action
from big.errors import StaleError
from big.organisation.api.fields import KEPT
from big.organisation.models import Node, NodeType, Person, Unit
from big.organisation.services import nodes as services


class NodeTypeSerializer(RecordSerializer):
    """A kind of governance node; the labels are the organisation's."""

    class Meta:
        model = NodeType
        fields = ("id", "key", "label", "plural", "position")


class NodeTypeFilter(RecordFilter):
    """Which kinds."""

    key = CodeFilter()


class NodeTypeCreateSerializer(ModelInputSerializer):
    """A new kind of node."""

    position = serializers.IntegerField(min_value=0, max_value=9999)
    why = Why()

    class Meta:
        model = NodeType
        fields = ("key", "label", "plural", "position", "why")


class NodeTypeChangeSerializer(ModelInputSerializer):
    """The words for a kind of node, and its place in lists."""

    position = serializers.IntegerField(min_value=0, max_value=9999)
    why = Why()

    class Meta:
        model = NodeType
        fields = ("label", "plural", "position", "why")


class NodeTypeViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """Kinds of governance node."""

    queryset = NodeType.objects.none()
    serializer_class = NodeTypeSerializer
    filterset_class = NodeTypeFilter
    create_serializer_class = NodeTypeCreateSerializer
    change_serializer_class = NodeTypeChangeSerializer

    def version_of(self, record: Any) -> int:
        """A kind of node counts no versions; a checksum of its words stands for one."""
        return zlib.crc32(f"{record.label}\n{record.plural}\n{record.position}".encode())

    def add(self, given: dict[str, Any]) -> NodeType:
        """Add a kind of node."""
        return services.create_node_type(actor=self.actor, **given)

    @transaction.atomic
    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> NodeType:
        """Change the words for a kind of node, or its place in lists."""
        present = NodeType.objects.select_for_update().get(pk=key)
        wanted = {name: changes.get(name, getattr(present, name)) for name in ("label", "plural", "position")}
        changed = services.change_node_type(key, actor=self.actor, changes=wanted, why=why)
        if self.version_of(present) != version:
            # After the service, so that who may not write is told that first; the transaction takes all of it back.
            raise StaleError("Somebody changed this in the meantime.", code="stale")
        return changed


class NodeSerializer(RecordSerializer):
    """A point of accountability: a board, group or team with members and delegated authority."""

    class Meta:
        model = Node
        fields = (
            "id",
            "code",
            "name",
            "node_type",
            "parent",
            "unit",
            "accountable",
            "terms_of_reference",
            "cadence",
            "quorum",
            "state",
            *KEPT,
        )


class NodeFilter(RecordFilter):
    """Which nodes."""

    q = WordsFilter("name", "code")
    code = CodeFilter()
    node_type = KeyFilter(NodeType)
    parent = KeyFilter(Node)
    unit = KeyFilter(Unit)
    accountable = KeyFilter(Person)
    state = ChoiceFilter(Node.State)
    updated_since = updated_since()


class _NodeInput(ModelInputSerializer):
    code = serializers.SlugField(max_length=40, required=False, help_text="Left out, it is made from the name.")
    node_type = KeyField(NodeType)
    unit = KeyField(Unit, required=False, allow_null=True)
    accountable = KeyField(Person, required=False, allow_null=True)
    quorum = serializers.IntegerField(min_value=1, max_value=99, required=False, allow_null=True)
    why = Why()


class NodeCreateSerializer(_NodeInput):
    """A new node; without a parent it stands at the top."""

    parent: Any = KeyField(Node, required=False, allow_null=True)

    class Meta:
        model = Node
        fields = (
            "name",
            "node_type",
            "parent",
            "code",
            "unit",
            "accountable",
            "terms_of_reference",
            "cadence",
            "quorum",
            "state",
            "why",
        )


class NodeChangeSerializer(_NodeInput):
    """What may change of a node; it moves by /move/, its state by /state/."""

    class Meta:
        model = Node
        fields = (
            "name",
            "node_type",
            "code",
            "unit",
            "accountable",
            "terms_of_reference",
            "cadence",
            "quorum",
            "why",
        )


class NodeMoveSerializer(InputSerializer):
    """Where a node reports to; null puts it at the top."""

    parent: Any = KeyField(Node, allow_null=True)
    why = Why()


class NodeStateSerializer(InputSerializer):
    """Designed, operating, suspended or retired."""

    state = serializers.ChoiceField(choices=Node.State.choices)
    why = Why()


class NodeViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """Governance nodes, as a tree."""

    queryset = Node.objects.none()
    serializer_class = NodeSerializer
    filterset_class = NodeFilter
    create_serializer_class = NodeCreateSerializer
    change_serializer_class = NodeChangeSerializer

    def add(self, given: dict[str, Any]) -> Node:
        """Add a node."""
        return services.create_node(actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Node:
        """Change what a node is, who is accountable and how it works."""
        return services.change_node(key, actor=self.actor, version=version, changes=changes, why=why)

    @record_action(NodeMoveSerializer)
    def move(self, key: int, version: int, given: dict[str, Any]) -> Node:
        """Put the node, with all below it, under another."""
        return services.move_node(key, actor=self.actor, version=version, **given)

    @record_action(NodeStateSerializer)
    def state(self, key: int, version: int, given: dict[str, Any]) -> Node:
        """Say that a node is designed, operating, suspended or retired."""
        return services.set_node_state(key, actor=self.actor, version=version, **given)
