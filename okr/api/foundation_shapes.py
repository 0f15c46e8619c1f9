"""What the API says of purposes, statements, stakeholders, plans and drivers, and what a write of them may hold."""

from rest_framework import serializers

from big.api.keys import KeyField
from big.api.serializers import DayField, InputSerializer, ModelInputSerializer, RecordSerializer, Why
from big.organisation.models import Node, Person
from okr.models.drivers import Driver
from okr.models.purposes import Plan, Purpose, PurposeEdition, Stakeholder, Statement
from portfolio.api.work_shapes import active_people


class Keys(serializers.ListField):
    """Several records by their keys."""

    def __init__(self, kind: type, **kwargs: object) -> None:
        super().__init__(child=KeyField(kind), max_length=100, **kwargs)  # type: ignore[arg-type]


class EditionSerializer(serializers.ModelSerializer[PurposeEdition]):
    """A wording of a purpose as it was once adopted."""

    class Meta:
        model = PurposeEdition
        fields = ("number", "statement", "rationale", "adopted_on")
        read_only_fields = fields


class PurposeSerializer(RecordSerializer):
    """Why the organisation exists, with the wordings that it adopted."""

    editions = EditionSerializer(many=True, read_only=True)

    class Meta:
        model = Purpose
        fields = (
            "id",
            "version",
            "code",
            "statement",
            "rationale",
            "sustainability",
            "wellbeing",
            "stakeholders",
            "owner",
            "state",
            "edition",
            "editions",
            "review_on",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


_PURPOSE = ("statement", "rationale", "sustainability", "wellbeing", "stakeholders", "owner", "review_on", "why")


class PurposeInput(ModelInputSerializer):
    """A purpose to be drafted; without a code it gets the next one."""

    stakeholders = Keys(Stakeholder, required=False)
    owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = Purpose
        fields = ("code", *_PURPOSE)
        extra_kwargs = {"code": {"required": False, "allow_blank": True}}


class PurposeChange(PurposeInput):
    """What may be changed of a purpose; a new wording of an adopted one puts it under review."""

    class Meta:
        model = Purpose
        fields = _PURPOSE


class AdoptInput(InputSerializer):
    """The day on which the present wording was adopted; today if it is not given."""

    adopted_on = DayField(required=False, allow_null=True)
    why = Why()


class StatementSerializer(RecordSerializer):
    """A vision, a mission or a value."""

    class Meta:
        model = Statement
        fields = (
            "id",
            "version",
            "kind",
            "name",
            "text",
            "plan",
            "state",
            "position",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class StatementInput(ModelInputSerializer):
    """A vision, mission or value to be adopted; a new vision or mission supersedes the old."""

    why = Why()

    class Meta:
        model = Statement
        fields = ("kind", "name", "text", "position", "why")


class StatementChange(ModelInputSerializer):
    """Its wording and place."""

    why = Why()

    class Meta:
        model = Statement
        fields = ("name", "text", "position", "why")


_STAKEHOLDER = ("name", "kind", "description", "interest", "expectation")


class StakeholderSerializer(RecordSerializer):
    """A person or body with an interest in what the organisation does."""

    class Meta:
        model = Stakeholder
        fields = ("id", "version", *_STAKEHOLDER, "plan", "created_at", "updated_at", "source", "source_ref")


class StakeholderInput(ModelInputSerializer):
    """A stakeholder."""

    why = Why()

    class Meta:
        model = Stakeholder
        fields = (*_STAKEHOLDER, "why")
        extra_kwargs = {"name": {"required": True, "allow_blank": False}}


class PlanSerializer(RecordSerializer):
    """A written plan or report of the organisation, as it was imported."""

    class Meta:
        model = Plan
        fields = (
            "id",
            "version",
            "name",
            "kind",
            "description",
            "other_information",
            "identifier",
            "starts_on",
            "ends_on",
            "published_on",
            "address",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


_DRIVER = (
    "kind",
    "title",
    "description",
    "evidence",
    "obligation",
    "horizon",
    "magnitude",
    "purposes",
    "node",
    "owner",
    "reviewed_on",
    "is_confidential",
)


class DriverSerializer(RecordSerializer):
    """Something that drives the organisation and calls for an answer, with the objectives that answer it."""

    class Meta:
        model = Driver
        fields = (
            "id",
            "version",
            "code",
            *_DRIVER,
            "state",
            "objectives",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class DriverInput(ModelInputSerializer):
    """A driver to be logged; without a code it gets the next one, and an imperative names its obligation."""

    purposes = Keys(Purpose, required=False)
    node = KeyField(Node, required=False, allow_null=True)
    owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = Driver
        fields = ("code", *_DRIVER, "why")
        extra_kwargs = {"code": {"required": False, "allow_blank": True}}


class DriverChange(DriverInput):
    """What may be changed of a driver."""

    class Meta:
        model = Driver
        fields = (*_DRIVER, "why")


class DriverMove(InputSerializer):
    """The state to go on to."""

    to = serializers.ChoiceField(Driver.State.choices)
    why = Why()
