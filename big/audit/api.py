"""The history over the API: who changed what, when and why, as far as the reader may see the records."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from rest_framework import serializers

from big.accounts.models import User
from big.api.filters import CodeFilter, KeyFilter, MomentFilter, RecordFilter, WordsFilter
from big.api.serializers import RecordSerializer
from big.api.viewsets import RecordViewSet
from big.audit.models import AuditEvent, AuditSubject
from big.audit.rows import event_row, name_of
from big.organisation.scope import ACTIVITY_VIEW, holds_anywhere


class SubjectSerializer(serializers.ModelSerializer[AuditSubject]):
    """A record that an event names, by kind and key; the first is the one that changed."""

    class Meta:
        model = AuditSubject
        fields = ("kind", "record_id")
        read_only_fields = fields


class EventSerializer(RecordSerializer):
    """One change, as its author meant it."""

    subjects = SubjectSerializer(many=True, read_only=True)
    actor_name = serializers.SerializerMethodField()
    said = serializers.SerializerMethodField(help_text="What was done, in words.")

    class Meta:
        model = AuditEvent
        fields = (
            "id",
            "code",
            "said",
            "actor",
            "actor_name",
            "at",
            "effective_on",
            "why",
            "label",
            "subjects",
            "before",
            "after",
            "group",
        )

    def get_actor_name(self, event: AuditEvent) -> str:
        """Who did it."""
        return name_of(event.actor)

    def get_said(self, event: AuditEvent) -> str:
        """What was done."""
        return event_row(event, linked=False).said


class EventFilter(RecordFilter):
    """Which events."""

    q = WordsFilter("label", "why")
    code = CodeFilter()
    actor = KeyFilter(User)
    subject = CodeFilter(method="about", help_text='A record, by kind and key: "organisation.unit:5".')
    since = MomentFilter(field_name="at", lookup_expr="gte", help_text="At this moment or later.")
    before = MomentFilter(field_name="at", lookup_expr="lt", help_text="Before this moment.")

    def about(self, queryset: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """Events that name the record, or with a kind alone any record of the kind."""
        kind, _, key = value.partition(":")
        named = AuditSubject.objects.filter(kind=kind)
        if key:
            if not (key.isascii() and key.isdigit() and len(key) < 19):
                raise serializers.ValidationError({"subject": ["Enter a kind and a key, such as organisation.unit:5."]})
            named = named.filter(record_id=int(key))
        return queryset.filter(pk__in=named.values("event"))


class EventViewSet(RecordViewSet):
    """The audit log, newest first. Without the right to see Activity, name one record."""

    queryset = AuditEvent.objects.none()
    serializer_class = EventSerializer
    filterset_class = EventFilter
    newest_first = True
    has_version = False
    select = ("actor",)
    prefetch = ("subjects",)

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """As the pages have it: the whole log for those who hold the right, one record's for whoever sees it."""
        names_one = ":" in self.request.query_params.get("subject", "")
        if self.action == "list" and not names_one and not holds_anywhere(self.actor, ACTIVITY_VIEW):
            raise PermissionDenied
        return super().filter_queryset(queryset)
