"""The API's resource of what is said on objectives and key results."""

from typing import Any

from rest_framework import serializers

from big.api.keys import KeyField
from big.api.serializers import InputSerializer, RecordSerializer
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, record_action
from okr.api.filters import CommentFilter
from okr.models.comments import Comment
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.services import comments as services


class CommentSerializer(RecordSerializer):
    """What somebody said on an objective or a key result; withdrawn, it has no words any more."""

    author_name = serializers.CharField(source="author.name", read_only=True)

    class Meta:
        model = Comment
        fields = (
            "id",
            "version",
            "objective",
            "key_result",
            "author_name",
            "text",
            "is_withdrawn",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class CommentInput(InputSerializer):
    """A comment on an objective or on a key result; "@" and a name or an address tells somebody."""

    objective = KeyField(StrategicObjective, required=False)
    key_result = KeyField(KeyResult, required=False)
    text = serializers.CharField(max_length=services.LONGEST)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one record."""
        if ("objective" in attrs) == ("key_result" in attrs):
            raise serializers.ValidationError("Name an objective or a key result, one of the two.", code="about")
        return attrs


class CommentChange(InputSerializer):
    """What one said, put otherwise."""

    text = serializers.CharField(max_length=services.LONGEST)


class Nothing(InputSerializer):
    """No entries."""


class CommentViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """What is said on objectives and key results; one changes and withdraws one's own."""

    queryset = Comment.objects.none()
    serializer_class = CommentSerializer
    create_serializer_class = CommentInput
    change_serializer_class = CommentChange
    filterset_class = CommentFilter
    select = ("author",)

    def add(self, given: dict[str, Any]) -> Comment:
        """Comment."""
        about = given.get("key_result") or given["objective"]
        return services.add_comment(about, actor=self.actor, text=given["text"])

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Comment:
        """Change one's own."""
        text = changes.get("text") or self.rows().get(pk=key).text
        return services.change_comment(key, actor=self.actor, text=text, version=version)

    @record_action(Nothing)
    def withdraw(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Take back one's own."""
        services.withdraw_comment(key, actor=self.actor, version=version)
