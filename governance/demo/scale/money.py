"""The money of a large organisation: months of budget, actual, forecast and released funds of every piece of work."""

from governance.demo.scale.dice import Rows
from portfolio.models.money import MoneyLine


def load_money(rows: Rows) -> None:
    """Three lines a month and piece of work: running cost, capital, income; two thirds of the months are past."""
    rows.fill(
        MoneyLine,
        """(select n, owner, mod(number - 1, 3) as line, (date_trunc('month', %(today)s::date)
                + ((number - 1) / 3 - held / 3 * 2 / 3) * interval '1 month')::date as month,
                round((exp(dice('size', owner) * 5) * 900 * (0.85 + 0.3 * dice('amount', n)))::numeric, 2) as amount,
                case when dice('overspend', owner) < 0.08 then 1.25 when dice('overspend', owner) < 0.25 then 1.07
                else 0.985 + 0.03 * dice('drift', n) end as drift
            from shares(%(money_lines)s, %(works)s, 'money', 1)) as months""",
        work="work_id(owner)",
        starts_on="month",
        ends_on="(month + interval '1 month')::date - 1",
        direction="case when line = 2 then 'income' else 'cost' end",
        nature="case when line = 1 then 'capital' else 'revenue' end",
        budget="case when dice('no budget', owner) > 0.03 then amount end",
        actual="""case when (month + interval '1 month')::date <= %(today)s::date
            then round((amount * drift)::numeric, 2) end""",
        forecast="round((amount * drift)::numeric, 2)",
        released="case when line < 2 and month <= %(today)s::date + 90 then amount end",
    )
