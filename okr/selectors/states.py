"""Which state may follow which, for drivers, objectives and key results: pages offer these, services allow no other."""

from collections.abc import Mapping
from typing import Final

from okr.models.cycles import Cycle, OkrSet
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective

_D = Driver.State
DRIVER_FOLLOWERS: Final[Mapping[str, tuple[str, ...]]] = {
    _D.LOGGED: (_D.ASSESSED, _D.CLOSED),
    _D.ASSESSED: (_D.ACCEPTED, _D.MONITORED, _D.CLOSED),
    _D.ACCEPTED: (_D.ANSWERED, _D.MONITORED, _D.CLOSED),
    _D.ANSWERED: (_D.MONITORED, _D.ACCEPTED, _D.CLOSED),
    _D.MONITORED: (_D.ACCEPTED, _D.ANSWERED, _D.CLOSED),
    _D.CLOSED: (_D.LOGGED,),
}

_S = StrategicObjective.State
# Accepting and contesting are acts of their own (domain.md 3.13, 2), so they are not in this table.
OBJECTIVE_FOLLOWERS: Final[Mapping[str, tuple[str, ...]]] = {
    _S.PROPOSED: (_S.AGREED, _S.WITHDRAWN),
    _S.AGREED: (_S.DELEGATED, _S.IN_DELIVERY, _S.PROPOSED, _S.SUPERSEDED, _S.WITHDRAWN),
    _S.DELEGATED: (_S.AGREED, _S.SUPERSEDED, _S.WITHDRAWN),
    _S.CONTESTED: (_S.DELEGATED, _S.AGREED, _S.SUPERSEDED, _S.WITHDRAWN),
    _S.ACCEPTED: (_S.IN_DELIVERY, _S.SUPERSEDED, _S.WITHDRAWN),
    _S.IN_DELIVERY: (_S.ACHIEVED, _S.NOT_ACHIEVED, _S.SUPERSEDED, _S.WITHDRAWN),
    _S.ACHIEVED: (_S.IN_DELIVERY,),
    _S.NOT_ACHIEVED: (_S.IN_DELIVERY,),
    _S.WITHDRAWN: (_S.PROPOSED,),
    _S.SUPERSEDED: (_S.PROPOSED,),
}
ACCEPTABLE: Final = (_S.DELEGATED, _S.CONTESTED)
CONTESTABLE: Final = (_S.DELEGATED, _S.ACCEPTED)
ANSWERABLE: Final = (_S.DELEGATED, _S.CONTESTED, _S.ACCEPTED)

_C = Cycle.State
CYCLE_FOLLOWERS: Final[Mapping[str, tuple[str, ...]]] = {
    _C.PLANNED: (_C.OPEN,),
    _C.OPEN: (_C.CLOSING,),
    _C.CLOSING: (_C.CLOSED, _C.OPEN),
    _C.CLOSED: (_C.CLOSING,),
}

_T = OkrSet.Stage
# An approved set goes back to aligning for a change in mid-cycle, with the reason.
STAGE_FOLLOWERS: Final[Mapping[str, tuple[str, ...]]] = {
    _T.DRAFT: (_T.ALIGNING, _T.REVIEW),
    _T.ALIGNING: (_T.REVIEW, _T.DRAFT),
    _T.REVIEW: (_T.APPROVED, _T.ALIGNING),
    _T.APPROVED: (_T.ALIGNING,),
}

_K = KeyResult.State
KEY_RESULT_FOLLOWERS: Final[Mapping[str, tuple[str, ...]]] = {
    _K.DRAFT: (_K.AGREED, _K.TRACKING, _K.DROPPED),
    _K.AGREED: (_K.TRACKING, _K.DROPPED),
    _K.TRACKING: (_K.MET, _K.MISSED, _K.DROPPED),
    _K.MET: (_K.TRACKING,),
    _K.MISSED: (_K.TRACKING,),
    _K.DROPPED: (_K.DRAFT,),
}
