"""What the API says of milestones, and what a write of them may hold."""

from rest_framework import serializers

from big.api.keys import KeyField
from big.api.serializers import DayField, InputSerializer, ModelInputSerializer, RecordSerializer, Why
from big.organisation.models import Person
from portfolio.api.work_shapes import active_people
from portfolio.models.milestones import Milestone
from portfolio.models.work import Work

_SAID = ("title", "kind", "baseline_on", "forecast_on", "slip_reason", "owner")


class MilestoneSerializer(RecordSerializer):
    """A point in time: planned, expected, met or cancelled."""

    work_code = serializers.CharField(source="work.code", read_only=True)
    expected_on = serializers.DateField(
        read_only=True, allow_null=True, help_text="When it happened, or is now expected, or was planned."
    )
    slip_days = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Days later than planned; negative: earlier."
    )

    class Meta:
        model = Milestone
        fields = (
            "id",
            "version",
            "work",
            "work_code",
            "title",
            "kind",
            "baseline_on",
            "forecast_on",
            "actual_on",
            "expected_on",
            "slip_days",
            "slip_reason",
            "owner",
            "is_cancelled",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class MilestoneInput(ModelInputSerializer):
    """A new milestone; one that slips says why."""

    work = KeyField(Work)
    owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = Milestone
        fields = ("work", *_SAID, "actual_on", "why")


class MilestoneChange(ModelInputSerializer):
    """What may be changed of a milestone; a slip and a moved baseline need their reason."""

    owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    why = Why(help_text="A moved baseline needs it.")

    class Meta:
        model = Milestone
        fields = (*_SAID, "why")


class AchieveInput(InputSerializer):
    """The day on which it was met."""

    actual_on = DayField()
    slip_reason = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="Needed where it was met later than planned."
    )
    why = Why()
