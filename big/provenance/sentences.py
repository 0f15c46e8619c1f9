"""How the sentence comes about with which a page opens: from figures, each with an explanation of its own."""

import datetime as dt
from collections.abc import Iterable

from big.provenance.origins import rule
from big.registry.provenance import Provenance, Row, Rows


def sentence_of(
    page: str, said: str, figures: Iterable[Row], *, as_of: dt.date, follows: str, url: str, label: str
) -> Provenance:
    """The explanation of `said`, the opening sentence of `page`.

    `figures` hold every number of it; their amounts are left out, for nothing adds up money and counts. `follows`
    says which of several findings is told, `url` is where the figures stand.
    """
    return Provenance(
        title=f"Opening sentence of {page}",
        value=said,
        sentence=said,
        as_of=as_of,
        rows=Rows(
            tuple(figures),
            says="Every number of the sentence is one of these.",
            url=url,
            label=label,
            heading="Figures",
        ),
        sources=(rule(follows),),
    )
