"""What the API says of strategic objectives, their links and supporters, and what a write of them may hold."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from big.accounts.models import User
from big.api.figures import FiguredSerializer, Figures
from big.api.keys import KeyField
from big.api.serializers import DayField, InputSerializer, ModelInputSerializer, RecordSerializer, Why
from big.organisation.models import Node, Person, Unit
from okr.api.foundation_shapes import Keys
from okr.models.cycles import Cycle, OkrSet
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.objectives import ObjectiveLink, StrategicObjective, Supporter
from okr.models.parts import ContributingUnit, Delegate
from okr.models.purposes import Purpose
from okr.selectors.outcomes import objective_progress
from okr.selectors.purse import Purse
from okr.selectors.serving import money_by_objective
from portfolio.api.shapes import AmountsSerializer, frame_of
from portfolio.api.work_shapes import active_people, open_units

MARKS = (("R", "Red"), ("A", "Amber"), ("G", "Green"), ("N", "Not reported"))


class PercentField(serializers.DecimalField):
    """Percent, as text with two places; null where nobody knows it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=40, decimal_places=2, read_only=True, allow_null=True, **kwargs)


class ObjectiveProgressSerializer(serializers.Serializer[Any]):
    """How an objective stands by its outcomes: the average over what the reader may see of it and below it."""

    mark = serializers.ChoiceField(MARKS, read_only=True)
    percent = PercentField(help_text="Of the way from baseline to target.")
    expected = PercentField(help_text="Of the way, by today.")
    sentence = serializers.CharField(read_only=True, help_text="The rule as a person reads it.")
    counts = serializers.DictField(
        child=serializers.IntegerField(), read_only=True, help_text="Tracked key results by their mark."
    )


class ObjectiveMoneySerializer(serializers.Serializer[Any]):
    """The cost of the financial year that agreed work brings, by its weight, each pound once; visible work only."""

    currency = serializers.CharField(read_only=True)
    own = AmountsSerializer(source="own.lead", read_only=True, help_text="Of work that serves it directly.")
    family = AmountsSerializer(source="family.lead", read_only=True, help_text="With that of all objectives below it.")


_OBJECTIVE = (
    "title",
    "statement",
    "kind",
    "ambition",
    "purpose",
    "perspective",
    "accountable",
    "reviewer",
    "node",
    "is_mission_critical",
    "starts_on",
    "due_on",
    "position",
    "other_information",
    "is_confidential",
)


class ObjectiveSerializer(FiguredSerializer):
    """A result to be achieved, with its progress today."""

    progress = ObjectiveProgressSerializer(source="progress_today", read_only=True)
    money = ObjectiveMoneySerializer(source="money_of_year", read_only=True)
    is_pursued = serializers.SerializerMethodField()

    class Meta:
        model = StrategicObjective
        fields = (
            "id",
            "version",
            "code",
            *_OBJECTIVE,
            "parent",
            "share",
            "contributes",
            "drivers",
            "plan",
            "confidence",
            "certainty",
            "okr_set",
            "state",
            "score",
            "suggested_score",
            "closing_note",
            "continues",
            "is_pursued",
            "progress",
            "money",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )

    def figures(self, records: Sequence[Any], user: User) -> Figures:
        """The progress and the money of all of them: ten queries."""
        reading = frame_of(self.context)
        money = money_by_objective(user, reading.year, currency=reading.currency)
        empty = Purse(reading.currency)
        return {
            "progress_today": objective_progress(records, user, reading.today),
            "money_of_year": {
                record.pk: {
                    "currency": reading.currency,
                    "own": money.own.get(record.pk, empty),
                    "family": money.family.get(record.pk, empty),
                }
                for record in records
            },
        }

    def get_is_pursued(self, objective: StrategicObjective) -> bool:
        """Whether delivery is asked about it."""
        return objective.state in StrategicObjective.PURSUED


class ObjectiveInput(ModelInputSerializer):
    """An objective to be proposed; without a code it gets the next one."""

    parent: Any = KeyField(StrategicObjective, required=False, allow_null=True)
    okr_set = KeyField(OkrSet, required=False, allow_null=True)
    purpose = KeyField(Purpose, required=False, allow_null=True)
    drivers = Keys(Driver, required=False)
    accountable = KeyField(Person, among=active_people, required=False, allow_null=True)
    reviewer = KeyField(Person, among=active_people, required=False, allow_null=True)
    node = KeyField(Node, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = StrategicObjective
        fields = ("code", *_OBJECTIVE, "parent", "okr_set", "drivers", "why")
        extra_kwargs = {"code": {"required": False, "allow_blank": True}}


class ObjectiveChange(ModelInputSerializer):
    """What may be changed of an objective; its place, drivers, state and confidence have addresses of their own."""

    purpose = KeyField(Purpose, required=False, allow_null=True)
    accountable = KeyField(Person, among=active_people, required=False, allow_null=True)
    reviewer = KeyField(Person, among=active_people, required=False, allow_null=True)
    node = KeyField(Node, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = StrategicObjective
        fields = (*_OBJECTIVE, "why")


class PlaceInput(InputSerializer):
    """The objective that this one is to stand under; null for the top."""

    parent: Any = KeyField(StrategicObjective, allow_null=True)
    why = Why()


class DriversInput(InputSerializer):
    """The drivers that the objective answers; those that the writer may not see stay as they are."""

    drivers = Keys(Driver)
    why = Why()


class PartInput(InputSerializer):
    """One part of an objective: a key result of it or an objective directly under it, one of the two."""

    key_result = KeyField(KeyResult, required=False)
    objective: Any = KeyField(StrategicObjective, required=False)
    share = serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
        required=False,
        allow_null=True,
        help_text="Fixed percent; null for an equal part of what the fixed shares leave.",
    )
    contributes = serializers.BooleanField(
        required=False, help_text="Whether it counts in the outcome; yes if left out."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one child."""
        if ("key_result" in attrs) == ("objective" in attrs):
            raise serializers.ValidationError("Name a key result or an objective, one of the two.", code="part")
        return attrs


class WeightsInput(InputSerializer):
    """What the parts of an objective count for; parts that are not named stay as they are."""

    parts = PartInput(many=True, allow_empty=False)
    why = Why()


class ObjectiveMove(InputSerializer):
    """The state to go on to."""

    to = serializers.ChoiceField(StrategicObjective.State.choices)
    why = Why(help_text="Withdrawing, superseding and closing as not achieved need it.")


class ContinueInput(InputSerializer):
    """Into which cycle it goes; a clone takes all key results with it, not only the unfinished ones."""

    cycle = KeyField(Cycle)
    start = serializers.ChoiceField([("baseline", "Baseline"), ("latest", "Latest reading")], required=False)
    unfinished = serializers.BooleanField(required=False)
    why = Why()


class PostponeInput(InputSerializer):
    """To which cycle it moves, with the reason."""

    cycle = KeyField(Cycle)
    why = Why(required=True)


class ConfidenceInput(ModelInputSerializer):
    """How confident the accountable person is."""

    why = Why()

    class Meta:
        model = StrategicObjective
        fields = ("confidence", "certainty", "why")
        extra_kwargs = {"confidence": {"required": True}}


class ObjectiveLinkSerializer(RecordSerializer):
    """How one objective bears on another."""

    class Meta:
        model = ObjectiveLink
        fields = (
            "id",
            "version",
            "from_objective",
            "to_objective",
            "kind",
            "strength",
            "note",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class ObjectiveLinkInput(ModelInputSerializer):
    """A link between two objectives."""

    from_objective = KeyField(StrategicObjective)
    to_objective = KeyField(StrategicObjective)
    why = Why()

    class Meta:
        model = ObjectiveLink
        fields = ("from_objective", "to_objective", "kind", "strength", "note", "why")
        extra_kwargs = {"strength": {"min_value": 1, "max_value": 3}}


class DelegateSerializer(RecordSerializer):
    """Who answers for an objective in place of the accountable person."""

    class Meta:
        model = Delegate
        fields = ("id", "version", "objective", "person", "note", "created_at", "updated_at", "source", "source_ref")


class DelegateInput(ModelInputSerializer):
    """A delegate; the accountable person stays the one accountable."""

    objective = KeyField(StrategicObjective)
    person = KeyField(Person, among=active_people)

    class Meta:
        model = Delegate
        fields = ("objective", "person", "note")


class ContributingUnitSerializer(RecordSerializer):
    """A unit that is asked to contribute to an objective of another, and its answer."""

    class Meta:
        model = ContributingUnit
        fields = (
            "id",
            "version",
            "objective",
            "unit",
            "state",
            "request",
            "answer",
            "answered_on",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class ContributingUnitInput(ModelInputSerializer):
    """Which unit is asked, and for what; one that declined is asked again."""

    objective = KeyField(StrategicObjective)
    unit = KeyField(Unit, among=open_units)

    class Meta:
        model = ContributingUnit
        fields = ("objective", "unit", "request")


class AnswerInput(InputSerializer):
    """Whether the unit contributes; declining needs the reason."""

    state = serializers.ChoiceField([("accepted", "Accepted"), ("declined", "Declined")])
    answer = serializers.CharField(required=False, allow_blank=True, max_length=300)


class SupporterSerializer(RecordSerializer):
    """Who supports the connection from an objective to its delivery, in one unit or at one node."""

    class Meta:
        model = Supporter
        fields = (
            "id",
            "version",
            "objective",
            "person",
            "unit",
            "node",
            "note",
            "since",
            "ended_on",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class SupporterInput(ModelInputSerializer):
    """A supporter: in a unit or at a node, one of the two."""

    objective = KeyField(StrategicObjective)
    person = KeyField(Person, among=active_people)
    unit = KeyField(Unit, among=open_units, required=False, allow_null=True)
    node = KeyField(Node, required=False, allow_null=True)

    class Meta:
        model = Supporter
        fields = ("objective", "person", "unit", "node", "note", "since")
        extra_kwargs = {"since": {"required": False}}


class EndInput(InputSerializer):
    """The day on which the support ends; today if it is not given."""

    ended_on = DayField(required=False, allow_null=True)
    why = Why()
