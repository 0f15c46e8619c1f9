"""What changed between two moments over the API; only read."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from big.accounts.models import User
from big.api.reading import ReadingViewSet
from big.api.serializers import InputSerializer
from big.audit.changed import page as changing
from big.audit.changed.comparing import Comparison, compare
from big.audit.changed.telling import sentence, told
from big.errors import RuleError
from big.organisation.policies import belongs
from big.policies import require
from big.registry.changes import ASPECTS


class ChangesInput(InputSerializer):
    """Which two moments, and what to tell of."""

    since = serializers.CharField(
        required=False,
        max_length=40,
        help_text="A date, meaning its end, or a moment; without it, that of the last pack or thirty days ago.",
    )
    until = serializers.CharField(required=False, max_length=40, help_text="The same; without it, what is read now.")
    about = serializers.ChoiceField(list(ASPECTS.items()), required=False)
    kind = serializers.CharField(required=False, max_length=60, help_text='Such as "portfolio.work".')


class ChangedLineSerializer(serializers.Serializer[Any]):
    """One fact that differs, in words, and who made it so."""

    about = serializers.ChoiceField(list(ASPECTS.items()), source="aspect")
    what = serializers.CharField(source="label")
    was = serializers.CharField(help_text="Empty for nothing.")
    now = serializers.CharField(help_text="Empty for nothing.")
    by = serializers.CharField(help_text="How much it moved, where that can be said.")
    who = serializers.CharField()
    why = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)


class ChangedRecordSerializer(serializers.Serializer[Any]):
    """A record with what differs of it."""

    kind = serializers.CharField()
    id = serializers.IntegerField(source="key")
    code = serializers.CharField()
    name = serializers.CharField()
    place = serializers.CharField(help_text="Its unit, node or objective.")
    changes = ChangedLineSerializer(many=True, source="lines")


class ChangesSerializer(serializers.Serializer[Any]):
    """What differs between two moments of all that you may see, the gravest first."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    sentence = serializers.CharField()
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="Records by what their changes are about."
    )
    total = serializers.IntegerField(help_text="Records in `results`.")
    results = ChangedRecordSerializer(many=True)


class ChangesViewSet(ReadingViewSet):
    """What changed between two moments."""

    @extend_schema(responses=ChangesSerializer, parameters=[ChangesInput])
    def list(self, request: Request) -> Response:
        """Every record that differs, with each fact as it was and is, who changed it, and why."""
        require(belongs(self.actor))
        want = _asked(self.actor, self.asked(ChangesInput))
        comparison = compare(self.actor, want.since, want.until)
        return Response(ChangesSerializer(_answer(self.actor, comparison, want)).data)


def _asked(user: User, given: dict[str, Any]) -> changing.Asked:
    try:
        return changing.asked(
            user, given.get("since", ""), given.get("until", ""), given.get("about", ""), given.get("kind", "")
        )
    except RuleError as error:
        name = error.code if error.code in ("since", "until") else "since"
        raise serializers.ValidationError({name: [str(error)]}) from error


def _answer(user: User, comparison: Comparison, want: changing.Asked) -> dict[str, Any]:
    records = comparison.narrowed(want.aspect, want.kind)
    return {
        "since": comparison.since,
        "until": comparison.until,
        "sentence": sentence(comparison),
        "counts": comparison.counts,
        "total": len(records),
        "results": told(user, comparison, records),
    }
