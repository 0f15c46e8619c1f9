import pytest

from okr.files.ledger import Ledger, UnbalancedError
from okr.files.shapes import Place


def test_a_ledger_closes_when_every_cell_is_stored_or_named() -> None:
    ledger = Ledger()
    first, second = ledger.read(Place("a", line=1), "x"), ledger.read(Place("a", line=2), "y")
    ledger.stored(first, "node", "1", "title")
    with pytest.raises(UnbalancedError, match="line 2"):
        ledger.close()
    ledger.passed(second, "No field.")
    ledger.passed(first, "Never mind.")
    assert [(cell.is_stored, cell.reason) for cell in ledger.close()] == [(True, ""), (False, "No field.")]
