"""What the API says of status reports and whole-life costs, and what a write of them may hold."""

from rest_framework import serializers

from big.api.keys import KeyField
from big.api.serializers import InputSerializer, ModelInputSerializer, RecordSerializer, Why
from big.organisation.models import Person
from portfolio.api.work_shapes import active_people
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.work import Work

_SAID = (
    "rating",
    "rating_reason",
    "sponsor_rating",
    "time_mark",
    "cost_mark",
    "benefit_mark",
    "confidence",
    "narrative",
    "schedule_narrative",
    "budget_narrative",
    "starts_on",
    "ends_on",
    "dates_note",
    "reported_by",
)


class StatusReportSerializer(RecordSerializer):
    """How a piece of work stood on one date; a draft until `submitted_at`, and then for good."""

    work_code = serializers.CharField(source="work.code", read_only=True)
    is_draft = serializers.SerializerMethodField()

    class Meta:
        model = StatusReport
        fields = (
            "id",
            "version",
            "work",
            "work_code",
            "report_on",
            *_SAID,
            "is_five_point",
            "is_draft",
            "submitted_at",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )

    def get_is_draft(self, report: StatusReport) -> bool:
        """Whether it does not count yet."""
        return report.submitted_at is None


class ReportChange(ModelInputSerializer):
    """What a draft says."""

    reported_by = KeyField(Person, among=active_people, required=False, allow_null=True)

    class Meta:
        model = StatusReport
        fields = _SAID


class ReportInput(ModelInputSerializer):
    """A report of a date: kept as a draft, or submitted at once."""

    work = KeyField(Work)
    reported_by = KeyField(
        Person, among=active_people, required=False, allow_null=True, help_text="The writer, if nobody is named."
    )
    submit = serializers.BooleanField(required=False, default=False, help_text="Submit it at once; then it is final.")
    why = Why(help_text="What it corrects, where the date is reported already.")

    class Meta:
        model = StatusReport
        fields = ("work", "report_on", *_SAID, "submit", "why")


class WholeLifeCostSerializer(RecordSerializer):
    """What a piece of work was said to cost over its whole life, on one date, or why that was withheld."""

    work_code = serializers.CharField(source="work.code", read_only=True)

    class Meta:
        model = WholeLifeCost
        fields = (
            "id",
            "version",
            "work",
            "work_code",
            "stated_on",
            "amount",
            "currency",
            "withheld_reason",
            "narrative",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class CurrencyField(serializers.RegexField):
    """A currency by its three letters."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(r"^[A-Z]{3}$", help_text="Three capitals, such as GBP.", **kwargs)  # type: ignore[arg-type]


class WholeLifeChange(ModelInputSerializer):
    """An amount, or why it is withheld."""

    currency = CurrencyField(required=False)
    why = Why()

    class Meta:
        model = WholeLifeCost
        fields = ("amount", "currency", "withheld_reason", "narrative", "why")
        extra_kwargs = {"amount": {"min_value": 0}}


class WholeLifeInput(ModelInputSerializer):
    """A cost as of a date; in the organisation's currency if none is named."""

    work = KeyField(Work)
    currency = CurrencyField(required=False)
    why = Why()

    class Meta:
        model = WholeLifeCost
        fields = ("work", "stated_on", "amount", "currency", "withheld_reason", "narrative", "why")
        extra_kwargs = {"amount": {"min_value": 0}}


class SubmitInput(InputSerializer):
    """The submission of a draft."""

    why = Why(help_text="What it corrects, where the date is reported already.")
