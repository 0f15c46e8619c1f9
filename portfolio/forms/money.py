"""The form of a year's money: one row per period, four amounts each, as a grid that a finance person fills."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from big.periods import Period, add_months, months_of
from portfolio.models.money import AMOUNTS, MoneyLine
from portfolio.selectors.money import named
from portfolio.services.money import UNSEEN, Entry

LABELS: Final = {"budget": "Budget", "actual": "Actual", "forecast": "Forecast", "released": "Released"}
STEPS: Final = (("month", "Months", 1), ("quarter", "Quarters", 3), ("year", "The year", 12))
_MOST: Final = Decimal(10) ** 16


class AmountField(forms.DecimalField):
    """An amount in whole units as people type it: 1200000, 1,200,000.50, £1.2m."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "size": "11"}
        super().__init__(required=False, max_digits=18, decimal_places=2, widget=forms.TextInput(attrs), **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The amount without separators and symbols; k, m and bn multiply."""
        if value in (None, ""):
            return None
        text = str(value).strip().lower().lstrip("£$€").replace(",", "").replace(" ", "").replace("\N{MINUS SIGN}", "-")
        factor = Decimal(1)
        for ending, size in (("bn", 10**9), ("m", 10**6), ("k", 10**3)):
            if text.endswith(ending):
                text, factor = text.removesuffix(ending), Decimal(size)
                break
        try:
            amount = Decimal(text) * factor
        except InvalidOperation as error:
            raise ValidationError("Enter an amount such as 1,200,000 or 1.2m.", code="invalid") from error
        if not amount.is_finite() or abs(amount) >= _MOST:
            raise ValidationError("Enter an amount such as 1,200,000 or 1.2m.", code="invalid")
        return amount.quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class GridRow:
    """One period of the grid with its four bound fields."""

    period: Period
    fields: tuple[BoundField, ...]


def periods_of(year: Period, lines: Sequence[MoneyLine], step: int) -> list[Period]:
    """The periods of the grid: those of the lines that are there, and steps of the year that none of them touches."""
    taken = [named(line.starts_on, line.ends_on) for line in lines]
    free = [
        each
        for each in _steps(year, step)
        if not any(each.starts_on <= other.ends_on and each.ends_on >= other.starts_on for other in taken)
    ]
    return sorted({*taken, *free})


def _steps(year: Period, months: int) -> Iterable[Period]:
    for start in [each.starts_on for each in months_of(year)][::months]:
        yield named(start, add_months(start, months) - dt.timedelta(days=1))


class MoneyForm(forms.Form):
    """The amounts of one direction and nature over the periods of a year."""

    why = forms.CharField(label="Why", required=False, max_length=500, help_text="Kept in the history of this work.")

    def __init__(
        self,
        data: Any = None,
        *,
        periods: Sequence[Period],
        lines: Sequence[MoneyLine],
        direction: str,
        nature: str,
        currency: str,
    ) -> None:
        super().__init__(data)
        self.periods, self.direction, self.nature, self.currency = periods, direction, nature, currency
        held = {(line.starts_on, line.ends_on): line for line in lines}
        for period in periods:
            line = held.get((period.starts_on, period.ends_on))
            for name in AMOUNTS:
                label = f"{LABELS[name]} {period.name}"
                initial = _shown(getattr(line, name)) if line else None
                self.fields[self._key(period, name)] = AmountField(label=label, initial=initial)
            self.fields[self._key(period, "version")] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=line.version if line else UNSEEN
            )

    @staticmethod
    def _key(period: Period, name: str) -> str:
        return f"{period.starts_on:%Y%m%d}-{period.ends_on:%Y%m%d}-{name}"

    @property
    def rows(self) -> list[GridRow]:
        """The grid, row by row."""
        return [GridRow(period, tuple(self[self._key(period, name)] for name in AMOUNTS)) for period in self.periods]

    def entries(self) -> list[Entry]:
        """What was entered, as `set_money` takes it; rows that were and stay empty are left out."""
        found = []
        for period in self.periods:
            amounts = {name: self.cleaned_data[self._key(period, name)] for name in AMOUNTS}
            version = self.cleaned_data[self._key(period, "version")]
            version = UNSEEN if version is None else version
            if version == UNSEEN and all(amount is None for amount in amounts.values()):
                continue
            found.append(
                Entry(
                    starts_on=period.starts_on,
                    ends_on=period.ends_on,
                    amounts=amounts,
                    direction=self.direction,
                    nature=self.nature,
                    currency=self.currency,
                    version=version,
                )
            )
        return found

    def with_versions_of(self, lines: Sequence[MoneyLine]) -> "MoneyForm":
        """The same entries on the versions that stand now, for the answer to a 409."""
        data = dict(self.data.items())
        held = {(line.starts_on, line.ends_on): line for line in lines}
        for period in self.periods:
            line = held.get((period.starts_on, period.ends_on))
            data[self._key(period, "version")] = str(line.version if line else UNSEEN)
        return MoneyForm(
            data,
            periods=self.periods,
            lines=lines,
            direction=self.direction,
            nature=self.nature,
            currency=self.currency,
        )

    def conflicts_with(self, lines: Sequence[MoneyLine]) -> list[tuple[str, str, str]]:
        """Where what stands now differs from what was entered: label, now, yours."""
        held = {(line.starts_on, line.ends_on): line for line in lines}
        found = []
        for period in self.periods:
            line = held.get((period.starts_on, period.ends_on))
            for name in AMOUNTS:
                now = getattr(line, name) if line else None
                yours = self.cleaned_data.get(self._key(period, name))
                if now != yours:
                    found.append(
                        (f"{LABELS[name]} {period.name}", _shown(now) or "nothing", _shown(yours) or "nothing")
                    )
        return found


def _shown(amount: Decimal | None) -> str | None:
    """An amount as a field shows it: separators, pence only where there are any."""
    if amount is None:
        return None
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
