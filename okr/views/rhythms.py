"""When check-ins are asked for: the page of a unit, of a node and of the organisation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from big import clock
from big.core import words
from big.forms import attempt
from big.http import AuthedRequest, render_page
from big.organisation.models import Unit
from big.organisation.nodes import Node
from big.policies import require
from okr import policies
from okr.forms.rhythms import INHERIT, RhythmForm
from okr.models.rhythms import CheckInRhythm, RhythmPlace
from okr.selectors.rhythms import RhythmHere, name_of, rhythm_above, rhythm_here
from okr.services.rhythms import clear_rhythm, set_rhythm
from okr.views.cycles import trail
from okr.views.okrs import find_place

TEMPLATE = "okr/rhythm.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rhythm(request: AuthedRequest) -> HttpResponse:
    """The rhythm of the organisation, which all follow that have none of their own."""
    return _answer(request, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place_rhythm(request: AuthedRequest, kind: str, code: str) -> HttpResponse:
    """The rhythm of a unit or a node: its own, or that of the place above it."""
    place = find_place(request, kind, code)
    assert isinstance(place, Unit | Node)  # noqa: S101 - people have no address here
    return _answer(request, place)


def _answer(request: AuthedRequest, place: RhythmPlace) -> HttpResponse:
    require(policies.can_set_rhythm(request.user, place))
    own = CheckInRhythm.objects.of(place).first()
    above = _above(place)
    if request.method != "POST":
        return _shown(request, place, RhythmForm(initial=_initial(own), above=above))
    form = RhythmForm(request.POST, above=above)
    saved, status = attempt(form, lambda: _save(request, place, own, form))
    if saved is not None:
        messages.success(request, _told(rhythm_here(place)))
        return redirect(request.path)
    if status == 409:
        return _shown(request, place, _late(form, place, above), status=409)
    return _shown(request, place, form, status=status)


def _save(request: AuthedRequest, place: RhythmPlace, own: CheckInRhythm | None, form: RhythmForm) -> bool:
    """Set it, or let the place follow the one above; True once it stands so."""
    version, why = form.cleaned_data["version"], form.cleaned_data["why"]
    if not form.inherits:
        set_rhythm(place, actor=request.user, version=version, why=why, **form.changes())
    elif own is not None:
        clear_rhythm(own.pk, actor=request.user, version=version, why=why)
    return True


def _late(form: RhythmForm, place: RhythmPlace, above: str) -> RhythmForm:
    """The same entries on what stands now, with what differs; where its own was removed meanwhile, on nothing."""
    now = CheckInRhythm.objects.of(place).first()
    if now is not None:
        found = form.against(now, lambda data: RhythmForm(data, above=above))
        assert isinstance(found, RhythmForm)  # noqa: S101 - made so in the line above
        return found
    anew = RhythmForm({**{name: form[name].data for name in form.fields}, "version": ""}, above=above)
    anew.is_late = True
    anew.is_valid()
    return anew


def _initial(own: CheckInRhythm | None) -> dict[str, Any]:
    if own is not None:
        return RhythmForm.initial_of(own)
    fresh = CheckInRhythm(starts_on=clock.today())
    return {**RhythmForm.initial_of(fresh), "every": INHERIT, "version": None}


def _above(place: RhythmPlace) -> str:
    """What holds where nothing is set here, as the form offers it."""
    if place is None:
        return "Nobody is asked, unless a unit or node sets a rhythm"
    found = rhythm_above(place)
    if found is None:
        return "As in the organisation, which asks nobody"
    return f"As in {name_of(found.place)}: {found.sentence}"


def _told(here: RhythmHere) -> str:
    if here.next_at is None:
        return "Nobody is asked for check-ins here."
    return f"Check-ins are asked for {here.sentence}. The next time is {words.moment(here.next_at)}."


def _shown(request: AuthedRequest, place: RhythmPlace, form: RhythmForm, *, status: int = 200) -> HttpResponse:
    back = place.get_absolute_url() if place is not None else reverse("okr:cycle_list")
    context = {
        "place": place,
        "name": name_of(place),
        "here": rhythm_here(place),
        "form": form,
        "trail": trail() if place is None else [*trail(), (str(place), back)],
        "back": back,
    }
    return render_page(request, TEMPLATE, context, status=status)
