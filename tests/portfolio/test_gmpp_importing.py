"""Importing made-up files: matching, what the newest snapshot says, repeats, rights, and all or nothing."""

import datetime as dt
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from big import clock
from big.audit.models import AuditEvent
from big.errors import RefusedFileError, RuleError
from big.imports.models import ImportRun
from big.imports.services import plan_file
from big.organisation.models import Organisation, Unit
from portfolio.gmpp import applying
from portfolio.gmpp.matching import former_names
from portfolio.gmpp.reading import read
from portfolio.models.money import MoneyLine
from portfolio.models.status import Rating, StatusReport, WholeLifeCost
from portfolio.models.work import Work, WorkReference
from tests.factories.gmpp import check_bytes, counts, file_of, grid, import_bytes, importer, project, reasons, written
from tests.factories.organisation import make_unit
from tests.factories.portfolio import make_money, make_work

pytestmark = pytest.mark.django_db
COUNTED = (Work, WorkReference, StatusReport, WholeLifeCost, MoneyLine, Unit, AuditEvent)


def stored() -> dict[str, Any]:
    """Everything that an import wrote, without keys, times and marks of the run, in a stable order."""
    works = Work.objects.select_related("unit", "work_type", "state").order_by("name", "unit__name")
    return {
        "units": sorted(Unit.objects.values_list("code", "name")),
        "works": [
            (w.name, str(w.unit), w.description, w.starts_on, w.ends_on, w.stream, w.work_type.key, w.state.key)
            for w in works
        ],
        "references": sorted(WorkReference.objects.values_list("work__name", "scheme", "value")),
        "reports": sorted(
            StatusReport.objects.values_list(
                "work__name", "report_on", "rating", "rating_reason", "sponsor_rating", "is_five_point", "narrative"
            )
        ),
        "costs": sorted(
            WholeLifeCost.objects.values_list("work__name", "stated_on", "amount", "withheld_reason", "narrative"),
            key=str,
        ),
        "money": sorted(
            MoneyLine.objects.values_list("work__name", "starts_on", "ends_on", "budget", "forecast", "note"), key=str
        ),
    }


# What one file becomes ----------------------------------------------------------------------------------------------


def test_a_project_becomes_work_with_a_status_a_cost_and_the_money_of_its_year() -> None:
    run = import_bytes(file_of([project("A400M", id="MoD_0001_1112-Q1", department="MoD")], 2021))
    work = Work.objects.get()
    assert (work.code, work.name, work.stream, work.work_type.key) == ("MOD_0001_1112-Q1", "A400M", "change", "project")
    assert work.state.is_live
    assert work.description == "To renew the old."
    assert (work.starts_on, work.ends_on) == (dt.date(2012, 4, 1), dt.date(2030, 3, 31))
    assert work.unit is not None
    assert (work.unit.code, work.unit.name) == ("MOD", "MoD")
    assert (work.source, work.source_ref) == (run, "row 2")
    report = StatusReport.objects.get()
    assert (report.work, report.report_on, report.rating) == (work, dt.date(2021, 3, 31), Rating.AMBER)
    assert report.is_five_point
    assert report.submitted_at is not None
    assert (report.narrative, report.schedule_narrative) == ("On course.", "No deviation.")
    assert report.budget_narrative == "Budget variance less than 5%"
    assert (report.starts_on, report.ends_on, report.source) == (work.starts_on, work.ends_on, run)
    cost = WholeLifeCost.objects.get()
    assert (cost.amount, cost.currency, cost.stated_on) == (Decimal("1200250000.00"), "GBP", dt.date(2021, 3, 31))
    assert (cost.narrative, cost.withheld_reason) == ("As approved.", "")
    money = MoneyLine.objects.get()
    assert (money.starts_on, money.ends_on) == (dt.date(2020, 4, 1), dt.date(2021, 3, 31))
    assert (money.budget, money.forecast, money.note) == (Decimal("12500000.00"), Decimal("13000000.00"), "")
    assert Organisation.objects.get().name == "UK Government"
    assert run.state == ImportRun.State.APPLIED


def test_what_is_withheld_is_kept_in_words() -> None:
    exempt = "Exempt under Section 43 of the Freedom of Information Act 2000 (Commercial Interests) " * 6
    import_bytes(
        file_of(
            [project("A", rating=exempt, cost=exempt, budget=exempt, forecast=exempt, start="TBD", end="Reset")], 2021
        )
    )
    report, cost, money = StatusReport.objects.get(), WholeLifeCost.objects.get(), MoneyLine.objects.get()
    assert (report.rating, report.rating_reason) == (Rating.WITHHELD, exempt.strip())
    assert report.dates_note == "Start: TBD\nEnd: Reset"
    assert (cost.amount, cost.withheld_reason) == (None, exempt.strip())
    assert (money.budget, money.forecast, money.note) == (None, None, exempt.strip())


def test_empty_cells_make_no_money_and_a_cost_that_says_so() -> None:
    import_bytes(file_of([project("A", budget="", forecast="", cost="")], 2021))
    assert not MoneyLine.objects.exists()
    assert WholeLifeCost.objects.get().withheld_reason == "The file gives no figure."


def test_an_end_before_the_start_stays_in_the_report_only() -> None:
    run = import_bytes(file_of([project("A", start="01/04/2020", end="01/04/2019")], 2021))
    work, report = Work.objects.get(), StatusReport.objects.get()
    assert (work.starts_on, work.ends_on) == (dt.date(2020, 4, 1), None)
    assert report.ends_on == dt.date(2019, 4, 1)
    assert any("The end lies before the start" in note for note in run.plan["notes"])


def test_projects_without_an_id_are_numbered_on() -> None:
    import_bytes(file_of([project("A"), project("B")], 2018))
    import_bytes(file_of([project("C"), project("D", id="X/1 & Y")], 2019))
    codes = dict(Work.objects.values_list("name", "code"))
    assert codes == {"A": "GMPP-0001", "B": "GMPP-0002", "C": "GMPP-0003", "D": "X-1-Y"}


def test_a_code_that_is_taken_is_not_taken_again() -> None:
    make_work("Other", code="mod_0001")
    import_bytes(file_of([project("A", id="MOD_0001")], 2021))
    assert Work.objects.get(name="A").code == "GMPP-0001"


def test_a_name_of_300_characters_is_whole_and_one_more_is_refused() -> None:
    import_bytes(file_of([project("N" * 300)], 2021))
    assert len(Work.objects.get().name) == 300
    run = check_bytes(file_of([project("N" * 301)], 2022))
    assert reasons(run) == ["Its name is longer than 300 characters."]


# Departments --------------------------------------------------------------------------------------------------------


def test_departments_that_differ_in_case_are_one_unit_and_others_are_not() -> None:
    names = ["MoD", "MOD", "DoH", "DH", "DHSC", "DoH Non Capital"]
    import_bytes(file_of([project(f"P{n}", department=name) for n, name in enumerate(names)], 2018))
    assert sorted(Unit.objects.values_list("name", flat=True)) == ["DH", "DHSC", "DoH", "DoH Non Capital", "MOD"]


def test_a_unit_is_found_by_its_code_or_name_and_stands_below_the_one_at_the_top() -> None:
    top = make_unit("Government", parent=None, code="GOV")
    held = make_unit("Ministry of Defence", code="MOD", parent=top)
    import_bytes(file_of([project("A", department="MoD"), project("B", department="DfT")], 2018))
    assert Work.objects.get(name="A").unit == held
    held.refresh_from_db()
    assert held.name == "Ministry of Defence"
    made = Unit.objects.get(code="DFT")
    assert made.parent == top
    assert made.source is not None


# The years follow each other ----------------------------------------------------------------------------------------


def test_a_renamed_project_that_moved_is_the_same_by_its_id() -> None:
    import_bytes(file_of([project("HS2 Phase1", id="DFT_1", department="DFT")], 2021))
    run = import_bytes(file_of([project("HS2 Phase 1", id="dft_1", department="HMT", end="31/03/2040")], 2022))
    work = Work.objects.get()
    assert counts(run) == (0, 1, 0, 0)
    assert (work.name, str(work.unit), work.code, work.version) == ("HS2 Phase 1", "HMT", "DFT_1", 1)
    assert work.ends_on == dt.date(2040, 3, 31)
    assert former_names(work) == ["HS2 Phase1 · DFT"]
    assert work.status_reports.count() == work.whole_life_costs.count() == work.money.count() == 2


def test_an_older_file_adds_history_and_leaves_the_present_alone() -> None:
    import_bytes(file_of([project("New name", id="A1", department="HMT", comment="now")], 2022))
    run = import_bytes(
        file_of([project("Old name", id="A1", department="DFT", start="01/01/2001", comment="then")], 2021)
    )
    work = Work.objects.get()
    assert (work.name, str(work.unit), work.starts_on) == ("New name", "HMT", dt.date(2012, 4, 1))
    assert counts(run) == (0, 1, 0, 0)  # one more name to be found by
    assert former_names(work) == ["Old name · DFT"]
    assert work.status_reports.count() == 2


def test_without_ids_names_match_but_for_case_and_punctuation() -> None:
    import_bytes(file_of([project("GOV.UK Verify"), project("Tax-Free  Childcare")], 2017))
    run = import_bytes(file_of([project("Gov UK VERIFY"), project("Tax Free Childcare")], 2018))
    assert counts(run) == (0, 2, 0, 0)
    assert sorted(Work.objects.values_list("name", flat=True)) == ["Gov UK VERIFY", "Tax Free Childcare"]


def test_one_name_in_two_departments_is_two_projects_unless_government_moved_it() -> None:
    import_bytes(file_of([project("IT Programme", department="DWP"), project("Science Hub", department="DH")], 2017))
    run = import_bytes(
        file_of([project("IT Programme", department="NCA"), project("Science Hub", department="DHSC")], 2018)
    )
    assert counts(run) == (1, 1, 0, 0)
    assert Work.objects.filter(name="IT Programme").count() == 2
    assert str(Work.objects.get(name="Science Hub").unit) == "DHSC"
    assert any("IT Programme of NCA is taken for new" in note for note in run.plan["notes"])


def test_the_name_of_the_file_dates_it_in_check_and_apply_and_command(tmp_path: Path) -> None:
    content = written(grid([project("A400M", id="MOD_0001", comment="", schedule="", cost_comment="")]))
    with pytest.raises(RefusedFileError, match="which date it reports"):
        plan_file("gmpp", actor=importer(), content=content, options={}, filename="projects.csv")
    run = import_bytes(content, filename="gmpp_2021.csv")
    assert StatusReport.objects.get().report_on == dt.date(2021, 3, 31)
    assert any("the file's name only" in note for note in run.plan["notes"])
    path = tmp_path / "gmpp-2022.csv"
    path.write_bytes(content)
    call_command("import_gmpp", str(path), stdout=StringIO())
    assert set(StatusReport.objects.values_list("report_on", flat=True)) == {
        dt.date(2021, 3, 31),
        dt.date(2022, 3, 31),
    }


def test_a_project_found_by_name_takes_its_first_id() -> None:
    import_bytes(file_of([project("Crossrail", department="DfT")], 2018))
    import_bytes(file_of([project("Crossrail", department="DFT", id="DFT_7")], 2020))
    import_bytes(file_of([project("Elizabeth Line", department="DFT", id="DFT_7")], 2021))
    work = Work.objects.get()
    assert (work.code, work.name) == ("GMPP-0001", "Elizabeth Line")


def test_an_id_that_changed_is_found_by_name_and_pointed_out() -> None:
    import_bytes(file_of([project("Science Hub", id="DH_17", department="DHSC")], 2020))
    run = import_bytes(file_of([project("Science Hub", id="DOH_17", department="DHSC")], 2021))
    assert Work.objects.count() == 1
    assert any("its id DOH_17 was DH_17 before" in note for note in run.plan["notes"])


def test_two_ids_of_one_file_are_two_projects_whatever_their_name() -> None:
    import_bytes(file_of([project("Programme", id="A1")], 2020))
    import_bytes(file_of([project("Programme", id="A2"), project("Programme", id="A1")], 2021))
    assert sorted(Work.objects.values_list("code", flat=True)) == ["A1", "A2"]
    assert counts(check_bytes(file_of([project("Programme", id="A2"), project("Programme", id="A1")], 2021))) == (
        0,
        0,
        2,
        0,
    )


def test_work_entered_by_hand_is_found_by_its_name_in_its_unit() -> None:
    work = make_work("Crossrail", unit=make_unit("DfT", code="DFT"))
    import_bytes(file_of([project("CROSSRAIL", department="DFT", id="DFT_7")], 2021))
    work.refresh_from_db()
    assert (Work.objects.count(), work.name) == (1, "CROSSRAIL")


def test_what_left_stays_with_its_last_report() -> None:
    import_bytes(file_of([project("A"), project("B")], 2018))
    import_bytes(file_of([project("A")], 2019))
    left = Work.objects.get(name="B")
    assert left.status_reports.count() == 1
    assert left.state.is_live


def test_money_of_others_in_the_same_line_stays() -> None:
    work = make_work("A", unit=make_unit("MOD", code="MOD"))
    make_money(work, 1, 2, actual=3, released=4, starts_on=dt.date(2020, 4, 1), ends_on=dt.date(2021, 3, 31))
    import_bytes(file_of([project("A")], 2021))
    line = MoneyLine.objects.get()
    assert (line.budget, line.forecast) == (Decimal("12500000.00"), Decimal("13000000.00"))
    assert (line.actual, line.released) == (3, 4)


# Repeats and corrections --------------------------------------------------------------------------------------------


def test_the_same_file_again_writes_nothing() -> None:
    content = file_of([project("A", id="A1"), project("B", rating="Exempt", cost="#N/A", budget="TBD")], 2021)
    import_bytes(content)
    before = stored()
    numbers = [model.objects.count() for model in COUNTED]
    versions = sorted(Work.objects.values_list("pk", "version", "updated_at"))
    run = import_bytes(content)
    assert all(counts(run, model) == (0, 0, counts(run, model)[2], 0) for model in run.plan["counts"])
    assert stored() == before
    # The act of importing is told, with nothing of the works.
    assert [model.objects.count() for model in COUNTED][:-1] == numbers[:-1]
    assert not AuditEvent.objects.filter(pk__gt=0, code__startswith="portfolio.").exclude(
        pk__in=AuditEvent.objects.order_by("pk").values("pk")[: numbers[-1]]
    )
    assert sorted(Work.objects.values_list("pk", "version", "updated_at")) == versions


def test_a_corrected_file_adds_a_report_and_corrects_cost_and_money() -> None:
    import_bytes(file_of([project("A", id="A1")], 2021))
    run = import_bytes(file_of([project("A", id="A1", rating="Red", cost="£9", budget="£8")], 2021))
    work = Work.objects.get()
    assert [counts(run, model) for model in ("works", "status_reports", "whole_life_costs", "money_lines")] == [
        (0, 0, 1, 0),
        (0, 1, 0, 0),
        (0, 1, 0, 0),
        (0, 1, 0, 0),
    ]
    assert list(work.status_reports.newest_first().values_list("rating", "narrative")) == [
        ("R", "On course."),
        ("A", "On course."),
    ]
    assert work.whole_life_costs.get().amount == 9_000_000
    assert work.money.get().budget == 8_000_000
    assert (
        counts(
            check_bytes(file_of([project("A", id="A1", rating="Red", cost="£9", budget="£8")], 2021)), "status_reports"
        )[2]
        == 1
    )


def test_a_project_that_stands_twice_word_for_word_is_read_once() -> None:
    run = import_bytes(file_of([project("A", id="A1"), project("A", id="A1")], 2021))
    assert Work.objects.count() == 1
    assert any("word for word" in note and "row 3" in note for note in run.plan["notes"])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([project("A", id="A1"), project("B", id="A1")], "The id A1 stands more than once"),
        ([project("A"), project("a.", comment="Other")], "Its name and department stand more than once"),
        ([project("")], "no project name"),
        ([project("A", department="")], "no department"),
        ([project("A", id="1" * 41)], "longer than 40"),
        ([project("A", department="D" * 151)], "longer than 150"),
    ],
)
def test_rows_that_cannot_be_told_apart_refuse_the_file(rows: list[dict[str, str]], said: str) -> None:
    run = check_bytes(file_of([*rows, project("Fine")], 2021))
    assert run.state == ImportRun.State.REFUSED
    assert all(said in reason for reason in reasons(run))
    with pytest.raises(RuleError):
        applying.apply(read(file_of(rows, 2021), {}), run, importer())
    assert not Work.objects.exists()


def test_a_date_to_come_is_refused() -> None:
    with clock.pinned(dt.date(2021, 3, 30)):
        run = check_bytes(file_of([project("A")], 2021))
    assert reasons(run) == ["The reporting date, 31 March 2021, has not come yet."]


def test_the_order_of_two_years_is_no_matter() -> None:
    files = {
        2021: file_of([project("Old", id="A1", department="MoD"), project("Gone", id="A2"), project("Same")], 2021),
        2022: file_of([project("New", id="A1", department="HMT"), project("Came", id="A3"), project("SAME")], 2022),
    }
    found = []
    for order in ((2021, 2022), (2022, 2021)):
        with transaction.atomic():
            for year in order:
                import_bytes(files[year])
            found.append(stored())
            transaction.set_rollback(True)
    assert len(found[0]["works"]) == 4
    assert found[0] == found[1]
