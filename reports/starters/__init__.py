"""Documents that Kamnot begins and the bureau goes on writing, one layout a function. `paper` makes them Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from domain.language.ids import RequirementId
from domain.plan.model import StarterLayout

if TYPE_CHECKING:
    from reports.forms.dossier import Dossier
    from reports.paper.document import Doc


def begin(dossier: Dossier, asked: RequirementId) -> Doc:
    """The starter of a document. Raises KeyError if the plan begins none of that name."""
    starter = dossier.plan.starter_of[asked]
    return _layouts()[starter.layout](dossier, asked, starter)


def _layouts() -> Mapping[StarterLayout, Callable[..., Doc]]:
    from reports.starters.chapters import report
    from reports.starters.single import board, declaration, memo, script

    return {
        StarterLayout.REPORT: report,
        StarterLayout.REGISTER: report,
        StarterLayout.SCRIPT: script,
        StarterLayout.MEMO: memo,
        StarterLayout.DECLARATION: declaration,
        StarterLayout.BOARD: board,
    }


def pictures_for(dossier: Dossier, asked: RequirementId) -> tuple[int, ...]:
    """The evidence items whose pictures the starter shows."""
    from reports.starters.pieces import wanted_pictures
    from reports.starters.single import wanted_by_board

    if dossier.plan.starter_of[asked].layout is StarterLayout.BOARD:
        return wanted_by_board(dossier)
    return wanted_pictures(dossier, asked.activity)
