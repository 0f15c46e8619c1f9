"""Where strategy and delivery disconnect, and the line of sight between them, over the API; both are only read."""

from typing import Any, Final

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from big.api.reading import ReadingViewSet
from big.api.serializers import InputSerializer
from big.organisation.models import Unit
from governance.integrity.catalogue import BY_SLUG, RULES
from governance.integrity.rule import Severity
from governance.integrity.scope import Scope
from governance.selectors.integrity import disconnects
from governance.selectors.sight_graph import Narrowing, read_graph
from governance.sight.graph import KINDS, Graph, Key, path_through
from portfolio.models.work import Stream
from portfolio.selectors.frame import frame

SEVERITIES: Final = [(each.value, each.label) for each in Severity]
RECORD_KINDS: Final = [(kind, kind) for kind in ("driver", "objective", "key_result", "work", "link", "node")]
NODE_KINDS: Final = [(kind, kind) for kind in KINDS]


class NarrowInput(InputSerializer):
    """Which part of the organisation: one unit with all below it, one stream of work."""

    unit = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1, help_text="With all below it.")
    stream = serializers.ChoiceField(Stream.choices, required=False)


class DisconnectsInput(NarrowInput):
    """Which checks."""

    severity = serializers.ChoiceField(SEVERITIES, required=False)


class SightInput(NarrowInput):
    """Which part of the line of sight, and the record whose path is marked."""

    focus = serializers.CharField(
        required=False, max_length=80, help_text="A code; with its kind, such as work:X1, where two kinds share one."
    )


class BrokenRowSerializer(serializers.Serializer[Any]):
    """A record that breaks a rule, why, who can mend it, and the money that hangs on it."""

    kind = serializers.ChoiceField(RECORD_KINDS)
    id = serializers.IntegerField(source="pk")
    code = serializers.CharField()
    name = serializers.CharField()
    why = serializers.CharField()
    person = serializers.CharField(help_text="Who can mend it; empty where nobody is named.")
    amount = serializers.DecimalField(24, 2, allow_null=True)
    currency = serializers.CharField()
    mark = serializers.CharField()
    days = serializers.IntegerField(allow_null=True)


class FindingSerializer(serializers.Serializer[Any]):
    """What one rule of the line of sight found."""

    id = serializers.CharField(source="rule.slug", help_text="Its address.")
    rule = serializers.CharField(source="rule.key", help_text="Its name; it never changes.")
    severity = serializers.ChoiceField(SEVERITIES, source="rule.severity.value")
    title = serializers.CharField(source="rule.title")
    sentence = serializers.CharField()
    mend = serializers.CharField(source="rule.mend", help_text="What to do.")
    basis = serializers.CharField(source="rule.basis", help_text="Where the rule comes from.")
    count = serializers.IntegerField()
    amount = serializers.DecimalField(24, 2, allow_null=True, help_text="Money of the year, where the rule has any.")


class FindingRowsSerializer(FindingSerializer):
    """What one rule found, with every record that breaks it."""

    rows = BrokenRowSerializer(many=True)


class DisconnectsSerializer(serializers.Serializer[Any]):
    """What every rule found among all that you may see."""

    read_on = serializers.DateField()
    currency = serializers.CharField()
    year = serializers.CharField(source="found.year_name")
    total = serializers.IntegerField(source="found.total", help_text="Findings over all rules.")
    breaks = serializers.IntegerField(source="found.breaks", help_text="Places where the line is broken.")
    results = FindingSerializer(many=True)


class SightNodeSerializer(serializers.Serializer[Any]):
    """A record on the line of sight."""

    kind = serializers.ChoiceField(NODE_KINDS)
    id = serializers.IntegerField()
    code = serializers.CharField()
    is_gap = serializers.BooleanField(help_text="A link that it needs is missing.")
    is_on_path = serializers.BooleanField(help_text="On the path through the focus; true of all without one.")


class SightEdgeSerializer(serializers.Serializer[Any]):
    """A step of the line: from what is above to what answers, measures or delivers it."""

    from_kind = serializers.ChoiceField(NODE_KINDS)
    from_id = serializers.IntegerField()
    to_kind = serializers.ChoiceField(NODE_KINDS)
    to_id = serializers.IntegerField()
    is_claimed = serializers.BooleanField(help_text="Claimed by the work, not agreed yet.")
    is_unsupported = serializers.BooleanField(help_text="Nobody supports the connection.")


class SightSerializer(serializers.Serializer[Any]):
    """The line of sight from purpose to delivery, as far as you may see it."""

    nodes = SightNodeSerializer(many=True)
    edges = SightEdgeSerializer(many=True)


class NarrowedViewSet(ReadingViewSet):
    """A part of the organisation may be asked for, if it is one that the user may see."""

    def narrowed(self, kind: type[NarrowInput]) -> dict[str, Any]:
        """The query parameters, checked; a unit that is not there to see is refused."""
        found = self.asked(kind)
        unit = found.get("unit")
        if unit is not None and not Unit.objects.visible_to(self.actor).filter(pk=unit).exists():
            raise serializers.ValidationError({"unit": ["There is no such unit."]})
        return found


class DisconnectViewSet(NarrowedViewSet):
    """The rules of the line of sight, and what breaks them."""

    lookup_value_converter = "slug"

    @extend_schema(responses=DisconnectsSerializer, parameters=[DisconnectsInput])
    def list(self, request: Request) -> Response:
        """Every rule with how many records break it."""
        asked, reading = self.narrowed(DisconnectsInput), frame()
        severity = asked.get("severity")
        rules = [rule for rule in RULES if severity in (None, rule.severity.value)]
        found = disconnects(
            self.actor,
            reading.today,
            rules=rules,
            unit_id=asked.get("unit"),
            stream=asked.get("stream", ""),
        )
        told = {"read_on": reading.today, "currency": found.currency, "found": found, "results": found.findings}
        return Response(DisconnectsSerializer(told).data)

    @extend_schema(
        responses=FindingRowsSerializer,
        parameters=[NarrowInput, OpenApiParameter("id", str, OpenApiParameter.PATH, enum=sorted(BY_SLUG))],
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """One rule with every record that breaks it."""
        rule = BY_SLUG.get(pk)
        if rule is None:
            raise Http404
        asked = self.narrowed(NarrowInput)
        found = disconnects(
            self.actor,
            frame().today,
            rules=[rule],
            unit_id=asked.get("unit"),
            stream=asked.get("stream", ""),
        )
        return Response(FindingRowsSerializer(found.findings[0]).data)


class SightViewSet(NarrowedViewSet):
    """The line of sight."""

    @extend_schema(responses=SightSerializer, parameters=[SightInput])
    def list(self, request: Request) -> Response:
        """Every record on the line and every step between two; with a focus, which of them are on its path."""
        asked = self.narrowed(SightInput)
        focus = asked.get("focus", "")
        narrowing = Narrowing(asked.get("unit"), asked.get("stream", ""))
        graph = read_graph(Scope(self.actor, frame()), focus=focus, narrowing=narrowing)
        key = graph.find(focus) if focus else None
        if focus and key is None:
            raise Http404
        return Response(SightSerializer({"nodes": _nodes(graph, key), "edges": _edges(graph)}).data)


def _nodes(graph: Graph, focus: Key | None) -> list[dict[str, Any]]:
    path = path_through(graph, focus)
    return [
        {
            "kind": kind,
            "id": key,
            "code": code,
            "is_gap": key in graph.gaps.get(kind, frozenset()),
            "is_on_path": focus is None or path.has(kind, key),
        }
        for (kind, key), code in graph.codes.items()
    ]


def _edges(graph: Graph) -> list[dict[str, Any]]:
    """Every step of which both ends are on the line."""
    steps: list[tuple[Key, Key, bool, bool]] = []
    steps += [(("purpose", one), ("driver", other), False, False) for other, one in sorted(graph.serves_purpose)]
    steps += [(("purpose", one), ("objective", other), False, False) for other, one in graph.objective_purposes.items()]
    steps += [(("driver", one), ("objective", other), False, False) for one, other in sorted(graph.drives)]
    steps += [(("objective", one), ("objective", other), False, False) for other, one in graph.parents.items()]
    steps += [(("objective", one), ("key_result", other), False, False) for other, one in graph.measures.items()]
    for link in graph.links:
        served: list[Key] = [("key_result", key) for key in link.key_results]
        for above in served or [("objective", link.objective)]:
            steps.append((above, ("work", link.work), link.is_claimed, link.is_unsupported))
    return [
        {
            "from_kind": start[0],
            "from_id": start[1],
            "to_kind": end[0],
            "to_id": end[1],
            "is_claimed": is_claimed,
            "is_unsupported": is_unsupported,
        }
        for start, end, is_claimed, is_unsupported in steps
        if start in graph.codes and end in graph.codes
    ]
