"""The `kamnot` command: parses, asks a flow, shows the answer. No rules, no SQL and no texts of mails are here.

At the top, modules import only typer and the standard library: `kamnot --help` must feel instant, so each command
imports what it needs when it runs.
"""

__version__ = "0.1.0"
