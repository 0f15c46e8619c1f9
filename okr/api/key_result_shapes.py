"""What the API says of key results, readings, phased targets and contributions, and what a write may hold."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from big.accounts.models import User
from big.api.figures import FiguredSerializer, Figures
from big.api.keys import KeyField
from big.api.serializers import InputSerializer, ModelInputSerializer, RecordSerializer, Why
from big.organisation.models import Person
from okr.api.foundation_shapes import Keys
from okr.api.objective_shapes import MARKS, PercentField
from okr.models.feeds import Feed
from okr.models.indicators import Indicator
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.models.overrides import Override
from okr.selectors.progress import key_result_progress
from portfolio.api.shapes import frame_of
from portfolio.api.work_shapes import active_people
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work


class NumberField(serializers.DecimalField):
    """A measured number, as text; null where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=40, decimal_places=4, read_only=True, allow_null=True, **kwargs)


class ProgressSerializer(serializers.Serializer[Any]):
    """How a key result stands today, by the rule that its sentence says."""

    mark = serializers.ChoiceField(MARKS, read_only=True)
    percent = PercentField(help_text="Of the way from baseline to target.")
    expected = PercentField(help_text="Of the way, by today.")
    value = NumberField(help_text="The latest reading.")
    expected_value = NumberField(help_text="What it should read today.")
    read_on = serializers.DateField(read_only=True, allow_null=True)
    age_days = serializers.IntegerField(read_only=True, allow_null=True)
    is_stale = serializers.BooleanField(read_only=True)
    confidence = serializers.IntegerField(read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True, help_text="Why there is no mark, as a code; empty where there is.")
    sentence = serializers.CharField(read_only=True, help_text="The rule as a person reads it.")


_KEY_RESULT = (
    "title",
    "description",
    "unit",
    "baseline",
    "target",
    "upper",
    "direction",
    "starts_on",
    "due_on",
    "owner",
    "check_in_owner",
    "data_source",
    "cadence_days",
    "position",
)


class KeyResultSerializer(FiguredSerializer):
    """A measured outcome of an objective, with its progress today."""

    progress = ProgressSerializer(source="progress_today", read_only=True)
    fed_by = serializers.ChoiceField(
        [("", "People"), *Feed.Kind.choices], read_only=True, help_text="What its readings come from."
    )

    class Meta:
        model = KeyResult
        fields = (
            "id",
            "version",
            "code",
            "objective",
            *_KEY_RESULT,
            "share",
            "contributes",
            "state",
            "fed_by",
            "score",
            "suggested_score",
            "closing_note",
            "continues",
            "progress",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )

    def figures(self, records: Sequence[Any], user: User) -> Figures:
        """The progress of all of them, and what feeds them: five queries at most."""
        keys = [record.pk for record in records]
        fed = dict(Feed.objects.filter(key_result__in=keys).values_list("key_result", "kind"))
        rows = KeyResult.objects.filter(pk__in=keys).order_by()
        return {
            "progress_today": key_result_progress(rows, frame_of(self.context).today),
            "fed_by": {key: fed.get(key, "") for key in keys},
        }


class KeyResultInput(ModelInputSerializer):
    """A key result; only a draft may lack its unit, baseline, target, due date or data source."""

    objective = KeyField(StrategicObjective)
    owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    check_in_owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = KeyResult
        fields = ("objective", "code", *_KEY_RESULT, "state", "why")
        extra_kwargs = {"code": {"required": False, "allow_blank": True}}


class KeyResultChange(ModelInputSerializer):
    """What may be changed of a key result; a moved baseline, target or due date needs the reason."""

    owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    check_in_owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = KeyResult
        fields = (*_KEY_RESULT, "why")


class KeyResultMove(InputSerializer):
    """The state to go on to."""

    to = serializers.ChoiceField(KeyResult.State.choices)
    why = Why(help_text="Dropping needs it.")


class OverrideInput(InputSerializer):
    """What is said in place of what is computed: a status, a percentage, or both."""

    mark = serializers.ChoiceField(Override.Mark.choices, required=False, allow_blank=True)
    percent = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False, allow_null=True
    )
    is_lasting = serializers.BooleanField(required=False, help_text="Holds until it is taken back.")
    why = Why(required=True)


class FeedPartInput(InputSerializer):
    """One of the key results that feed another, with its weight in a weighted average."""

    key_result = KeyField(KeyResult)
    weight = serializers.DecimalField(max_digits=9, decimal_places=4, min_value=0, required=False, allow_null=True)


class KeyResultFeedInput(InputSerializer):
    """Where the readings are to come from: one milestone, the money of one piece of work, or other key results."""

    kind = serializers.ChoiceField(Feed.Kind.choices)
    milestone = KeyField(Milestone, required=False, allow_null=True)
    work = KeyField(Work, required=False, allow_null=True)
    indicator = KeyField(Indicator, required=False, allow_null=True)
    amount = serializers.ChoiceField(Feed.Amount.choices, required=False)
    direction = serializers.ChoiceField(MoneyLine.Direction.choices, required=False)
    span = serializers.ChoiceField(Feed.Span.choices, required=False)
    combine = serializers.ChoiceField(Feed.Combine.choices, required=False)
    parts = FeedPartInput(many=True, required=False)
    why = Why()


class ReadingSerializer(RecordSerializer):
    """What a key result measured on a date."""

    read_by_name = serializers.CharField(source="read_by.name", read_only=True, default="")
    token_name = serializers.CharField(
        source="push_token.name", read_only=True, default="", help_text="The token by which a program pushed it."
    )

    class Meta:
        model = Reading
        fields = (
            "id",
            "version",
            "key_result",
            "read_on",
            "value",
            "confidence",
            "note",
            "blocker",
            "is_attested",
            "is_fed",
            "late_reason",
            "is_by_link",
            "read_by_name",
            "token_name",
            "recorded_at",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class ReadingInput(ModelInputSerializer):
    """A check-in, of today if no date is given; with its version the key result must not have changed since."""

    key_result = KeyField(KeyResult)
    key_result_version = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    class Meta:
        model = Reading
        fields = (
            "key_result",
            "value",
            "read_on",
            "confidence",
            "note",
            "blocker",
            "late_reason",
            "key_result_version",
        )
        extra_kwargs = {"value": {"required": True, "allow_null": False}}


class AttestInput(InputSerializer):
    """What there is to say beside that nothing has changed."""

    confidence = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=10)
    note = serializers.CharField(required=False, allow_blank=True, max_length=10_000)
    blocker = serializers.CharField(required=False, allow_blank=True, max_length=10_000)


class ReadingChange(ModelInputSerializer):
    """What was recorded wrongly, put right, with the reason."""

    why = Why(required=True)

    class Meta:
        model = Reading
        fields = ("value", "read_on", "confidence", "note", "why")
        extra_kwargs = {"value": {"allow_null": False}, "read_on": {"allow_null": False}}


class PhasedTargetSerializer(RecordSerializer):
    """What a key result is meant to reach by a date on the way."""

    class Meta:
        model = PhasedTarget
        fields = (
            "id",
            "version",
            "key_result",
            "due_on",
            "value",
            "note",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class PhasedTargetInput(ModelInputSerializer):
    """A target on the way; with its version the key result must not have changed since."""

    key_result = KeyField(KeyResult)
    key_result_version = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    why = Why()

    class Meta:
        model = PhasedTarget
        fields = ("key_result", "due_on", "value", "note", "key_result_version", "why")
        extra_kwargs = {
            "due_on": {"required": True, "allow_null": False},
            "value": {"required": True, "allow_null": False},
        }


class PhasedTargetChange(ModelInputSerializer):
    """What is to be reached by the date."""

    why = Why()

    class Meta:
        model = PhasedTarget
        fields = ("value", "note", "why")
        extra_kwargs = {"value": {"allow_null": False}}


class ContributionSerializer(RecordSerializer):
    """The claim that a piece of work serves an objective, with the share of the work that it takes up."""

    work_code = serializers.CharField(source="work.code", read_only=True)
    objective_code = serializers.CharField(source="objective.code", read_only=True)
    claimed_by_name = serializers.CharField(source="claimed_by.name", read_only=True)
    answered_by_name = serializers.CharField(source="answered_by.name", read_only=True, default="")

    class Meta:
        model = Contribution
        fields = (
            "id",
            "version",
            "work",
            "work_code",
            "objective",
            "objective_code",
            "key_results",
            "weight",
            "state",
            "evidence",
            "claimed_by_name",
            "answered_by_name",
            "answer",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class ContributionInput(ModelInputSerializer):
    """A claim; it counts for money once the objective's side agrees."""

    work = KeyField(Work)
    objective = KeyField(StrategicObjective)
    key_results = Keys(KeyResult, required=False)

    class Meta:
        model = Contribution
        fields = ("work", "objective", "key_results", "weight", "evidence")


class ContributionChange(ModelInputSerializer):
    """The weight, key results and evidence of a link; a new weight waits to be agreed again."""

    key_results = Keys(KeyResult, required=False)
    why = Why()

    class Meta:
        model = Contribution
        fields = ("weight", "key_results", "evidence", "why")
