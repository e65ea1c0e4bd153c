"""Looks inside files that come in, in steps of a fixed order, one module a step. It knows no table and no unit.

The caller runs `names`, `sizes`, `formats` and the virus `scanner`. All other steps open the file and run in a
child process with limits. The first step that objects names the problem.
"""

from __future__ import annotations

from inspection.formats import OLDER
from inspection.inspector import Inspector
from inspection.inspectors import Inspectors
from inspection.names import claimed_format
from inspection.sizes import largest_of

__all__ = ["OLDER", "Inspector", "Inspectors", "claimed_format", "largest_of"]
