"""The API's resources of what work takes: money per period, skills, capacity and demand; and saved views."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from big.api.filters import RecordFilter, WordsFilter, YesNoFilter, updated_since
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, RemoveMixin
from portfolio.api.filters import CapacityFilter, DemandFilter, MoneyLineFilter
from portfolio.api.money_shapes import EntriesInput, MoneyChange, MoneyInput, MoneyLineSerializer, entry_of
from portfolio.api.people_shapes import (
    CapacityChange,
    CapacityInput,
    CapacitySerializer,
    DemandChange,
    DemandInput,
    DemandSerializer,
    SavedViewInput,
    SavedViewSerializer,
    ShareInput,
    SkillInput,
    SkillSerializer,
)
from portfolio.models.money import AMOUNTS, MoneyLine
from portfolio.models.people import Capacity, Demand, Skill
from portfolio.models.views import SavedView
from portfolio.services import people, saved_views
from portfolio.services.money import UNSEEN, set_money


class MoneyLineViewSet(CreateMixin, ChangeMixin, RemoveMixin, RecordViewSet):
    """Money of work per period: budget, actual, forecast and funds released, cost and income."""

    queryset = MoneyLine.objects.none()
    serializer_class = MoneyLineSerializer
    create_serializer_class = MoneyInput
    change_serializer_class = MoneyChange
    filterset_class = MoneyLineFilter
    select = ("work",)

    def add(self, given: dict[str, Any]) -> MoneyLine:
        """Write a line; one that is there already was not seen: 409."""
        return self._write(given["work"].pk, given, UNSEEN)[0]

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> MoneyLine:
        """Change the amounts of a line; where none is known any more, the line is gone and the answer is 204."""
        line: MoneyLine = self.rows().get(pk=key)
        self._write(line.work_id, {**_place(line), **changes, "why": why}, version)
        return line

    def remove(self, key: int, version: int) -> None:
        """Take the line away: none of its amounts is known any more."""
        line = self.rows().get(pk=key)
        self._write(line.work_id, {**_place(line), **dict.fromkeys(AMOUNTS)}, version)

    def _write(self, work_id: int, said: dict[str, Any], version: int) -> list[MoneyLine]:
        entry = entry_of(said, version=version)
        return set_money(work_id, actor=self.actor, entries=[entry], why=said.get("why", ""))

    @extend_schema(responses=MoneyLineSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def write(self, request: Request) -> Response:
        """Write many periods of one piece of work at once, all or none; answers with the lines that stand then."""
        given = self.given(EntriesInput)
        entries = [
            entry_of(each, version=UNSEEN if each["version"] is None else each["version"]) for each in given["entries"]
        ]
        lines = set_money(given["work"].pk, actor=self.actor, entries=entries, why=given.get("why", ""))
        rows = list(self.get_queryset().filter(pk__in=[line.pk for line in lines]).order_by("pk"))
        return Response(self.get_serializer(rows, many=True).data)

    write.input_class = EntriesInput  # type: ignore[attr-defined]


def _place(line: MoneyLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("starts_on", "ends_on", "direction", "nature", "currency")}


class SkillFilter(RecordFilter):
    """The filters of skills."""

    q = WordsFilter("name", "code")
    updated_since = updated_since()

    class Meta:
        model = Skill
        fields: tuple[str, ...] = ()


class SkillViewSet(CreateMixin, RecordViewSet):
    """Skills that work competes for."""

    queryset = Skill.objects.none()
    serializer_class = SkillSerializer
    create_serializer_class = SkillInput
    filterset_class = SkillFilter

    def add(self, given: dict[str, Any]) -> Skill:
        """Add a skill."""
        return people.add_skill(given["code"], actor=self.actor, name=given["name"])


class CapacityViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """How much of each skill there is, period by period."""

    queryset = Capacity.objects.none()
    serializer_class = CapacitySerializer
    create_serializer_class = CapacityInput
    change_serializer_class = CapacityChange
    filterset_class = CapacityFilter

    def add(self, given: dict[str, Any]) -> Capacity:
        """State the capacity of a period; one that is stated already was not seen: 409."""
        skill = given.pop("skill")
        return people.set_capacity(skill.pk, actor=self.actor, version=UNSEEN, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Capacity:
        """Change the figure."""
        stated: Capacity = self.rows().select_related("unit").get(pk=key)
        return people.set_capacity(
            stated.skill_id,
            actor=self.actor,
            unit=stated.unit,
            starts_on=stated.starts_on,
            ends_on=stated.ends_on,
            fte=changes.get("fte", stated.fte),
            version=version,
        )


class DemandViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """How much of each skill work asks for, period by period."""

    queryset = Demand.objects.none()
    serializer_class = DemandSerializer
    create_serializer_class = DemandInput
    change_serializer_class = DemandChange
    filterset_class = DemandFilter

    def add(self, given: dict[str, Any]) -> Demand:
        """Ask for a skill in a period; what is asked for already was not seen: 409."""
        work = given.pop("work")
        return people.set_demand(work.pk, actor=self.actor, version=UNSEEN, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Demand:
        """Change the figure or the state."""
        asked: Demand = self.rows().select_related("skill").get(pk=key)
        return people.set_demand(
            asked.work_id,
            actor=self.actor,
            skill=asked.skill,
            starts_on=asked.starts_on,
            ends_on=asked.ends_on,
            fte=changes.get("fte", asked.fte),
            state=changes.get("state", asked.state),
            version=version,
        )


class SavedViewFilter(RecordFilter):
    """The filters of saved views."""

    q = WordsFilter("name")
    is_shared = YesNoFilter()

    class Meta:
        model = SavedView
        fields = ("of_list",)


class SavedViewViewSet(CreateMixin, ChangeMixin, RemoveMixin, RecordViewSet):
    """Your views of lists, and those that others share."""

    queryset = SavedView.objects.none()
    serializer_class = SavedViewSerializer
    create_serializer_class = SavedViewInput
    change_serializer_class = ShareInput
    filterset_class = SavedViewFilter
    select = ("owner",)

    def add(self, given: dict[str, Any]) -> SavedView:
        """Keep a view; one of your own of the same name is replaced."""
        return saved_views.save_view(actor=self.actor, **{"query": "", **given})

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> SavedView:
        """Share it, or stop sharing it."""
        is_shared = changes.get("is_shared", self.rows().get(pk=key).is_shared)
        return saved_views.share_view(key, actor=self.actor, version=version, is_shared=is_shared)

    def remove(self, key: int, version: int) -> None:
        """Remove it; what it lists stays."""
        saved_views.remove_view(key, actor=self.actor, version=version)
