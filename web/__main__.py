"""Starts the server: `python -m web [DAY]`; `kamnot web serve` runs this. Settings come from the environment."""

from __future__ import annotations

import sys
from datetime import date

from web.front.serving import serve

if __name__ == "__main__":
    serve(as_of=date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else None)
