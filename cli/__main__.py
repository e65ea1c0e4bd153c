"""`python -m cli`: what the launcher starts, and what works on Windows too."""

import sys

from cli.front.main import main

sys.exit(main())
