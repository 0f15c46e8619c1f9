"""How each figure is computed, over the API: the kinds there are, and one figure with its rows, sources and doubts."""

from typing import Any, Final

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from big.api.reading import ReadingViewSet
from big.registry import provenance
from big.registry.provenance import Doubt, Origin

ORIGINS: Final = [(each.value, each.label) for each in Origin]
DOUBTS: Final = [(each.value, each.label) for each in Doubt]


class KindSerializer(serializers.Serializer[Any]):
    """One kind of figure: its definition, and the parameters that it takes."""

    id = serializers.CharField(source="key", help_text="Its address; it never changes.")
    title = serializers.CharField()
    formula = serializers.CharField()
    basis = serializers.CharField(help_text="Whose definition it is, where it is not the product's own.")
    takes = serializers.DictField(child=serializers.CharField(), help_text="What each query parameter means.")


class KindsSerializer(serializers.Serializer[Any]):
    """Every kind of figure."""

    results = KindSerializer(many=True)


class FigureRowSerializer(serializers.Serializer[Any]):
    """A record behind a figure; without an amount it counts for nothing."""

    code = serializers.CharField()
    name = serializers.CharField(source="label")
    value = serializers.CharField(help_text="As pages show it.")
    amount = serializers.DecimalField(40, None, allow_null=True, help_text="As it counts, exactly.")
    on = serializers.DateField(allow_null=True)
    mark = serializers.CharField()
    note = serializers.CharField()
    url = serializers.CharField(help_text="Its page.")


class FigureSourceSerializer(serializers.Serializer[Any]):
    """Where the rows come from."""

    origin = serializers.ChoiceField(ORIGINS, source="origin.value")
    name = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)
    sha256 = serializers.CharField()
    count = serializers.CharField()
    url = serializers.CharField(help_text="The page of the import, where you may open it.")


class FigureQualitySerializer(serializers.Serializer[Any]):
    """What stands against relying on a figure."""

    doubt = serializers.ChoiceField(DOUBTS, source="doubt.value")
    text = serializers.CharField()


class FigureInputSerializer(serializers.Serializer[Any]):
    """A value that the formula takes, as pages show it."""

    name = serializers.CharField(source="label")
    value = serializers.CharField()


class FigureSerializer(KindSerializer):
    """One figure as you may see it: what it is, what it is made of, from when, and how sure."""

    figure = serializers.CharField(source="told.title")
    value = serializers.CharField(source="told.value", help_text="As pages show it.")
    amount = serializers.DecimalField(40, None, source="told.amount", allow_null=True, help_text="Exactly.")
    mark = serializers.CharField(source="told.mark")
    as_of = serializers.DateField(source="told.as_of")
    inputs = FigureInputSerializer(many=True)
    rows_url = serializers.CharField(source="told.rows.url", help_text="The list with the same total.")
    rows_total = serializers.DecimalField(40, None, source="told.rows.total", help_text="What the rows add up to.")
    rows_say = serializers.CharField(source="told.rows.says")
    rows = FigureRowSerializer(many=True, source="told.rows.every")
    sources = FigureSourceSerializer(many=True, source="told.sources")
    qualities = FigureQualitySerializer(many=True, source="told.qualities")


_TAKEN: Final = (
    *("as", "direction", "group", "key_result", "mark", "objective", "on", "only", "own", "quarter", "skill", "state"),
    *("stream", "tab", "under", "unit", "what", "work", "year"),
)


class FigureViewSet(ReadingViewSet):
    """How the figures of pages and packs are computed."""

    lookup_value_converter = "slug"

    @extend_schema(responses=KindsSerializer)
    def list(self, request: Request) -> Response:
        """Every kind of figure with its formula and its parameters."""
        if request.query_params:
            raise serializers.ValidationError(
                {name: ["There is no such parameter here."] for name in request.query_params}
            )
        return Response(KindsSerializer({"results": provenance.known()}).data)

    @extend_schema(
        responses=FigureSerializer,
        parameters=[
            OpenApiParameter("id", str, OpenApiParameter.PATH),
            *(OpenApiParameter(name, str, description="As the kind of figure says it.") for name in _TAKEN),
        ],
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """One figure with every row behind it."""
        try:
            kind = provenance.get(pk)
        except provenance.UnknownFigureError as error:
            raise Http404 from error
        asked = provenance.asked(request.query_params.dict())
        if unknown := [name for name in asked if name not in (*kind.takes, "on")]:
            raise serializers.ValidationError({name: ["There is no such parameter here."] for name in unknown})
        try:
            told = kind.load(self.actor, asked)
        except provenance.UnknownFigureError as error:
            raise Http404 from error
        if told is None:
            raise Http404
        inputs = [{"label": label, "value": value} for label, value in told.inputs]
        shown = {name: getattr(kind, name) for name in ("key", "title", "formula", "basis", "takes")}
        return Response(FigureSerializer({**shown, "told": told, "inputs": inputs}).data)
