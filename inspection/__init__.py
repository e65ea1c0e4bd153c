"""The look at a file that comes in, in steps of a fixed order; each step is a module of its own.

In the caller: `names`, `formats` (the type by content), `sizes`, and the virus `scanner` where one is
configured. In a child process with limits, because only there files are opened: `hybrids`, `opening`,
`locks`, `pdf_harm` and `office_harm`, then what is inside (`pdfs`, `office`, `pictures`, `films`, `archives`)
and `sections`. The first step that objects names the problem; officials read `domain.words.wording`'s sentence
for it.
"""

from __future__ import annotations

from inspection.inspector import FileToInspect, Inspector, inspect_file, inspect_files
from inspection.names import extension

__all__ = ["FileToInspect", "Inspector", "extension", "inspect_file", "inspect_files"]
