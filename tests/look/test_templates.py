import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from big.core.templatetags._pages import control_kind, tab_items
from tests.factories.organisation import make_organisation, member
from tests.look.kit import RiskForm

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.look.urls")]


@pytest.fixture
def signed_in(client: Client) -> Client:
    make_organisation(name="Meridian <Controls>")
    client.force_login(member(name="Ada <b>Nwosu"))
    return client


def test_kit_renders_with_one_of_everything(signed_in: Client) -> None:
    page = signed_in.get("/kit/").content.decode()
    assert page.count("<h1") == 1
    assert "style=" not in page.replace("data-style=", "")
    assert "Amber/Red" in page
    assert "Enter a valid date." in page


def test_shell_names_who_is_signed_in_and_escapes_it(signed_in: Client) -> None:
    page = signed_in.get("/kit/").content.decode()
    assert "Ada &lt;b&gt;Nwosu" in page
    assert "<b>Nwosu" not in page
    assert page.count('aria-label="Sign out"') == 2
    assert 'name="csrfmiddlewaretoken"' in page


def test_htmx_is_told_what_to_swap_and_to_evaluate_nothing(signed_in: Client) -> None:
    page = signed_in.get("/kit/").content.decode()
    assert '"historyCacheSize":0' in page
    assert '"allowEval":false' in page
    assert '{"code":"409|422","swap":true}' in page


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "409", "422", "500"])
def test_error_pages_for_those_signed_in_and_those_not(client: Client, code: str) -> None:
    page = client.get(f"/error/{code}/").content.decode()
    assert page.count("<h1") == 1
    assert 'class="plain"' in page
    make_organisation()
    client.force_login(member())
    inside = client.get(f"/error/{code}/").content.decode()
    assert ('class="side"' in inside) == (code != "500")


def test_500_needs_no_context() -> None:
    assert "Something broke on our side." in render_to_string("500.html")


def test_theme_is_kept_without_javascript(signed_in: Client) -> None:
    assert 'data-theme="auto"' in signed_in.get("/kit/").content.decode()
    answer = signed_in.post("/search/theme/", {"next": "/kit/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/kit/")
    assert 'data-theme="dark"' in signed_in.get("/kit/").content.decode()
    signed_in.post("/search/theme/", {"theme": "light", "next": "/kit/"})
    assert 'data-theme="light"' in signed_in.get("/kit/").content.decode()


def test_theme_leads_nowhere_else_and_is_only_posted(signed_in: Client) -> None:
    answer = signed_in.post("/search/theme/", {"next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert signed_in.get("/search/theme/").status_code == 405
    signed_in.cookies["theme"] = '"><script>'
    assert 'data-theme="auto"' in signed_in.get("/kit/").content.decode()


def test_theme_of_the_account_holds_until_a_cookie_says_otherwise(client: Client) -> None:
    make_organisation()
    client.force_login(member(theme="dark"))
    assert 'data-theme="dark"' in client.get("/kit/").content.decode()


def test_form_rows_stand_in_order_and_name_their_texts() -> None:
    form = RiskForm({"name": "", "review": "soon"})
    form.is_valid()
    shown = render_to_string("components/field.html", {"field": form["name"]})
    order = [shown.index(part) for part in ("<label", "Say what could happen", "This field is required", "<input")]
    assert order == sorted(order)
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert "optional" in render_to_string("components/field.html", {"field": form["note"]})


def test_choices_are_a_fieldset_and_a_tick_stands_before_its_label() -> None:
    form = RiskForm()
    group = render_to_string("components/field.html", {"field": form["response"]})
    assert "<fieldset" in group
    assert group.count('type="radio"') == 2
    tick = render_to_string("components/field.html", {"field": form["help_wanted"]})
    assert tick.index("<input") < tick.index("Ask for help")
    assert [control_kind(form[name]) for name in ("name", "response", "help_wanted")] == ["line", "group", "check"]


def test_hidden_fields_have_no_row() -> None:
    class Versioned(forms.Form):
        version = forms.IntegerField(widget=forms.HiddenInput, initial=3)

    shown = render_to_string("components/field.html", {"field": Versioned()["version"]})
    assert 'type="hidden"' in shown
    assert "<label" not in shown


def test_error_summary_leads_to_the_fields() -> None:
    form = RiskForm({"name": "", "review": ""})
    form.is_valid()
    shown = render_to_string("components/error_summary.html", {"form": form})
    assert 'href="#id_name"' in shown
    assert 'role="alert"' in shown
    assert render_to_string("components/error_summary.html", {"form": RiskForm()}).strip() == ""


def test_thread_is_dashed_where_it_breaks() -> None:
    steps = [
        {"code": "O6", "label": "Skills"},
        {"code": "None", "label": "Nothing.", "missing": True, "fix_url": "/x/"},
    ]
    shown = render_to_string("components/thread.html", {"thread": steps})
    assert 'class="miss"' in shown
    assert 'href="/x/">Link one' in shown


def test_diff_says_what_was_added_and_what_was_taken_away() -> None:
    assert "<del>" not in render_to_string("components/diff.html", {"was": "", "now": "12 Dec"})
    taken = render_to_string("components/diff.html", {"was": "12 Dec", "now": None})
    assert "<del>12 Dec</del>" in taken
    assert "<ins>nothing</ins>" in taken


def test_job_polls_until_it_is_done() -> None:
    steps = [{"label": "Read", "state": "done"}, {"label": "Draw", "state": "now", "note": "page 3"}]
    running = render_to_string("components/job.html", {"steps": steps, "done": False, "poll_url": "/j/"})
    assert 'hx-trigger="every 2s"' in running
    assert "running" in running
    assert "hx-get" not in render_to_string("components/job.html", {"steps": steps, "done": True, "poll_url": "/j/"})
    assert "refresh" in render_to_string("components/refresh.html", {"done": False})
    assert render_to_string("components/refresh.html", {"done": True}).strip() == ""


def test_sort_header_turns_round() -> None:
    request = RequestFactory().get("/work/", {"sort": "name"})
    context = {"label": "Work", "key": "name", "request": request}
    up = render_to_string("components/sort_header.html", {**context, "sort": "name"})
    assert 'aria-sort="ascending"' in up
    assert "sort=-name" in up
    down = render_to_string("components/sort_header.html", {**context, "sort": "-name"})
    assert 'aria-sort="descending"' in down
    assert "sort=name" in down
    assert "aria-sort" not in render_to_string("components/sort_header.html", {**context, "sort": "cost"})


def test_figure_without_a_chart_says_so() -> None:
    assert "no figures to draw yet" in render_to_string("components/figure.html", {"chart": None})


def test_tab_bar_takes_those_that_ask_for_it_then_the_first() -> None:
    groups = [
        {"title": "", "items": [{"label": "Home", "tab": "Home"}, {"label": "Sight"}]},
        {"title": "Delivery", "items": [{"label": "Portfolio", "tab": "Work"}, {"label": "RAID"}, {"label": "Money"}]},
    ]
    assert [item["label"] for item in tab_items(groups)] == ["Home", "Portfolio", "Sight", "RAID"]
    assert tab_items(None) == []
