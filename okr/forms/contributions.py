"""Forms of the links from work to objectives."""

from decimal import Decimal
from typing import Any

from django import forms

from big.accounts.models import User
from big.forms import ChangeForm
from okr.forms.fields import NumberField, Picked, PickedMany, offer
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from portfolio.models.work import Work


class _WeightField(NumberField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Weight, percent of the work")
        kwargs.setdefault("help_text", "How much of the work and its money serves the objective.")
        super().__init__(max_digits=5, decimal_places=2, min_value=Decimal("0.01"), max_value=Decimal(100), **kwargs)


def _key_results(user: User, objective: StrategicObjective | None) -> Any:
    if objective is None:
        return KeyResult.objects.none()
    return KeyResult.objects.visible_to(user).tracked().filter(objective=objective).order_by("position", "pk")


class ClaimForWorkForm(forms.Form):
    """From the work's side: the objective that it serves, and with how much of itself."""

    objective = Picked(queryset=StrategicObjective.objects.none(), empty_label="Choose an objective")
    weight = _WeightField()
    evidence = forms.CharField(
        label="Why it serves the objective", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: User, work: Work, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        linked = Contribution.objects.visible_to(user).exclude(state=Contribution.State.WITHDRAWN).filter(work=work)
        free = StrategicObjective.objects.visible_to(user).pursued().exclude(pk__in=linked.values("objective"))
        offer(self, objective=free.order_by("position", "code"))


class ClaimForObjectiveForm(forms.Form):
    """From the objective's side: the work that serves it, which key results, and how much."""

    work = Picked(queryset=Work.objects.none(), empty_label="Choose work")
    weight = _WeightField()
    key_results = PickedMany(label="Key results it moves", queryset=KeyResult.objects.none(), required=False)
    evidence = forms.CharField(
        label="Why it serves the objective", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: User, objective: StrategicObjective, works: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, work=works)
        offer(self, key_results=_key_results(user, objective))


class ContributionForm(ChangeForm):
    """The weight, key results and evidence of a link."""

    weight = _WeightField()
    key_results = PickedMany(label="Key results it moves", queryset=KeyResult.objects.none(), required=False)
    evidence = forms.CharField(
        label="Why it serves the objective", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: User, contribution: Contribution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, key_results=_key_results(user, contribution.objective))

    @classmethod
    def initial_of(cls, record: Contribution) -> dict[str, Any]:
        """The link as it stands, with its key results as keys."""
        served = list(record.key_results.values_list("pk", flat=True))
        return {"weight": record.weight, "key_results": served, "evidence": record.evidence, "version": record.version}
