"""What the tests of the commands call a command line."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[int, str, str]]
"""Runs the words after `kamnot`: exit code, output, errors."""
