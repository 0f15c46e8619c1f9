"""One's own wishes about messages over the API, when one is away, and how far messages are."""

import datetime as dt
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from big.api.filters import ChoiceFilter, CodeFilter, RecordFilter
from big.api.keys import KeyField
from big.api.serializers import InputSerializer, ModelInputSerializer, RecordSerializer
from big.api.viewsets import CreateMixin, RecordViewSet, RemoveMixin
from big.notify import services
from big.notify.channels import Channel
from big.notify.models import Absence, Message, Preference, Wish
from big.organisation.models import Person


class MessageSerializer(RecordSerializer):
    """A message and how far it is; what it says is told only to the person it is meant for."""

    subject = serializers.SerializerMethodField(help_text="Null where the message is meant for somebody else.")

    class Meta:
        model = Message
        fields = ("id", "kind", "recipient", "subject", "state", "reason", "queued_at", "due_at", "sent_at")

    def get_subject(self, message: Message) -> str | None:
        """The line, for its own reader."""
        return message.subject if message.recipient.user_id == self.context["request"].user.pk else None


class MessageFilter(RecordFilter):
    """Which messages."""

    kind = CodeFilter()
    state = ChoiceFilter(Message.State)


class MessageViewSet(RecordViewSet):
    """Messages to you, and to administrators those to everybody, without what they say."""

    queryset = Message.objects.none()
    serializer_class = MessageSerializer
    filterset_class = MessageFilter
    select = ("recipient",)
    newest_first = True
    has_version = False


class PreferenceSerializer(RecordSerializer):
    """How one kind of message reaches you, where you chose otherwise than its default."""

    class Meta:
        model = Preference
        fields = ("id", "kind", "channel")


class PreferenceSetSerializer(InputSerializer):
    """A kind of message and how it is to reach you."""

    kind = serializers.CharField(max_length=60)
    channel = serializers.ChoiceField(choices=Channel.choices)


class PreferenceFilter(RecordFilter):
    """Which of your choices."""

    kind = CodeFilter()


class PreferenceViewSet(CreateMixin, RecordViewSet):
    """Your own choices; POST makes or replaces the one of a kind."""

    queryset = Preference.objects.none()
    serializer_class = PreferenceSerializer
    filterset_class = PreferenceFilter
    create_serializer_class = PreferenceSetSerializer
    has_version = False

    def add(self, given: dict[str, Any]) -> Preference:
        """Choose how one kind of message reaches you."""
        return services.set_preference(actor=self.actor, **given)


class WallTimeField(serializers.RegexField):
    """A time of day on somebody's wall, such as 19:30: text, because the formats of OpenAPI want a zone with it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", **{"help_text": "Such as 19:30.", **kwargs})

    def run_validation(self, data: Any = empty) -> Any:
        """The time of a text that the pattern lets in."""
        return dt.time.fromisoformat(super().run_validation(data))

    def to_representation(self, value: Any) -> str:
        """Hours and minutes."""
        return f"{value:%H:%M}"


class WishSerializer(RecordSerializer):
    """When you are left alone, on which clock, and when the daily digest comes."""

    quiet_from = WallTimeField(read_only=True)
    quiet_until = WallTimeField(read_only=True)

    class Meta:
        model = Wish
        fields = ("id", "quiet_from", "quiet_until", "zone", "digest_hour")


class WishSetSerializer(ModelInputSerializer):
    """All of it, anew."""

    quiet_from = WallTimeField()
    quiet_until = WallTimeField()

    class Meta:
        model = Wish
        fields = ("quiet_from", "quiet_until", "zone", "digest_hour")
        extra_kwargs = {"digest_hour": {"required": True}}


class WishFilter(RecordFilter):
    """There is at most one."""


class WishViewSet(CreateMixin, RecordViewSet):
    """Your own quiet hours, where you set any; POST sets them."""

    queryset = Wish.objects.none()
    serializer_class = WishSerializer
    filterset_class = WishFilter
    create_serializer_class = WishSetSerializer
    has_version = False

    def add(self, given: dict[str, Any]) -> Wish:
        """Set quiet hours and the hour of the digest."""
        return services.set_quiet_hours(actor=self.actor, **given)


class AbsenceSerializer(RecordSerializer):
    """When you are away, and who gets your messages meanwhile."""

    class Meta:
        model = Absence
        fields = ("id", "starts_on", "ends_on", "delegate")


class AbsenceCreateSerializer(ModelInputSerializer):
    """The first day, the last day, and who stands in."""

    delegate = KeyField(Person, required=False, allow_null=True)

    class Meta:
        model = Absence
        fields = ("starts_on", "ends_on", "delegate")


class AbsenceFilter(RecordFilter):
    """Which of your absences."""


class AbsenceViewSet(CreateMixin, RemoveMixin, RecordViewSet):
    """Your own absences; DELETE takes one back."""

    queryset = Absence.objects.none()
    serializer_class = AbsenceSerializer
    filterset_class = AbsenceFilter
    create_serializer_class = AbsenceCreateSerializer
    has_version = False

    def add(self, given: dict[str, Any]) -> Absence:
        """Record that you are away."""
        return services.record_absence(actor=self.actor, **given)

    def remove(self, key: int, version: int) -> None:
        """Take it back."""
        services.remove_absence(key, actor=self.actor)
