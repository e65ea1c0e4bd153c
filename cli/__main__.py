"""`python -m cli`: the launcher starts it, and it works on Windows too."""

import gc
import sys

# A command makes some 300,000 objects that live until it ends: collecting garbage among them takes a tenth of its time.
gc.set_threshold(50_000)

from cli.front.main import main  # noqa: E402  # before the imports, which make most of the objects

sys.exit(main())
