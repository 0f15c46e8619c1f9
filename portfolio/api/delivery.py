"""The API's resources of how work goes: status reports, whole-life costs, milestones."""

from typing import Any

from django.db.models import Q, QuerySet

from big.api.serializers import WhySerializer
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, RemoveMixin, record_action
from portfolio import policies
from portfolio.api.filters import MilestoneFilter, StatusReportFilter, WholeLifeCostFilter
from portfolio.api.milestone_shapes import AchieveInput, MilestoneChange, MilestoneInput, MilestoneSerializer
from portfolio.api.report_shapes import (
    ReportChange,
    ReportInput,
    StatusReportSerializer,
    SubmitInput,
    WholeLifeChange,
    WholeLifeCostSerializer,
    WholeLifeInput,
)
from portfolio.models.milestones import Milestone
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.services import milestones, reports
from portfolio.services.money import UNSEEN
from portfolio.services.whole_life import state_whole_life_cost


class StatusReportViewSet(CreateMixin, ChangeMixin, RemoveMixin, RecordViewSet):
    """Dated status reports; drafts show to those who may submit them, and what is submitted never changes."""

    queryset = StatusReport.objects.none()
    serializer_class = StatusReportSerializer
    create_serializer_class = ReportInput
    change_serializer_class = ReportChange
    filterset_class = StatusReportFilter
    select = ("work",)
    newest_first = True

    def rows(self) -> "QuerySet[Any]":
        """As on the pages: other people's drafts are their own affair."""
        return super().rows().filter(Q(submitted_at__isnull=False) | policies.reportable_q(self.actor))

    def add(self, given: dict[str, Any]) -> StatusReport:
        """Draft a report, or submit it at once; a draft of the date that is there already was not seen: 409."""
        work, submit, why = given.pop("work"), given.pop("submit"), given.pop("why", "")
        if submit:
            return reports.submit_report(work.pk, actor=self.actor, version=UNSEEN, why=why, **given)
        return reports.draft_report(work.pk, actor=self.actor, version=UNSEEN, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> StatusReport:
        """Change a draft."""
        return reports.change_draft(key, actor=self.actor, version=version, changes=changes)

    def remove(self, key: int, version: int) -> None:
        """Discard a draft."""
        reports.discard_draft(key, actor=self.actor, version=version)

    @record_action(SubmitInput)
    def submit(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Submit a draft as it stands; from then on nothing changes it."""
        reports.submit_draft(key, actor=self.actor, version=version, **given)


class WholeLifeCostViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """What work was said to cost over its whole life, date by date."""

    queryset = WholeLifeCost.objects.none()
    serializer_class = WholeLifeCostSerializer
    create_serializer_class = WholeLifeInput
    change_serializer_class = WholeLifeChange
    filterset_class = WholeLifeCostFilter
    select = ("work",)
    newest_first = True

    def add(self, given: dict[str, Any]) -> WholeLifeCost:
        """State a cost as of a date; one that is stated for the date already was not seen: 409."""
        work, amount = given.pop("work"), given.pop("amount", None)
        return state_whole_life_cost(work.pk, actor=self.actor, version=UNSEEN, amount=amount, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> WholeLifeCost:
        """Change what was stated for a date."""
        stated = self.rows().get(pk=key)
        kept = {name: getattr(stated, name) for name in ("amount", "currency", "withheld_reason", "narrative")}
        said = {**kept, **changes}
        return state_whole_life_cost(
            stated.work_id, actor=self.actor, stated_on=stated.stated_on, version=version, why=why, **said
        )


class MilestoneViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """Milestones of work."""

    queryset = Milestone.objects.none()
    serializer_class = MilestoneSerializer
    create_serializer_class = MilestoneInput
    change_serializer_class = MilestoneChange
    filterset_class = MilestoneFilter
    select = ("work",)

    def add(self, given: dict[str, Any]) -> Milestone:
        """Add a milestone."""
        work = given.pop("work")
        return milestones.add_milestone(work.pk, actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Milestone:
        """Change its name, kind, dates or owner."""
        return milestones.change_milestone(key, actor=self.actor, version=version, changes=changes, why=why)

    @record_action(AchieveInput)
    def achieve(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Record the day on which it was met."""
        milestones.achieve_milestone(key, actor=self.actor, version=version, **given)

    @record_action(WhySerializer)
    def cancel(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Cancel it, with the reason."""
        milestones.cancel_milestone(key, actor=self.actor, version=version, why=given.get("why", ""))

    @record_action(WhySerializer)
    def reopen(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Take back that it was met or cancelled, with the reason."""
        milestones.reopen_milestone(key, actor=self.actor, version=version, why=given.get("why", ""))
