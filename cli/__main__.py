"""`python -m cli`: the launcher starts it, and it works on Windows too."""

import gc
import os
import sys

if sys.flags.isolated:
    # What this process starts (Prefect's runs, its server, the children that open files) is as isolated as itself.
    for name in [name for name in os.environ if name.startswith("PYTHON")]:
        del os.environ[name]
    os.environ |= {"PYTHONSAFEPATH": "1", "PYTHONNOUSERSITE": "1"}
# Pydantic looks for plugins in every installed package. Kamnot has none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")
# A command makes some 200,000 objects that live until it ends. Collecting garbage among them, or once more among all
# of them at the end, takes a third of its time.
gc.set_threshold(300_000)

try:
    from cli.front.main import main

    code = main()
except (ImportError, PermissionError):
    from cli.front.readable import UNREADABLE, unreadable

    where = unreadable()
    if where is None:
        raise
    sys.stderr.write("\n".join(UNREADABLE).format(where=where) + "\n")
    sys.exit(3)
gc.freeze()
sys.exit(code)
