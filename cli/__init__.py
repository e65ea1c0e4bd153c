"""The `kamnot` command: thin, each verb asks a flow or storage and shows the answer.

No rules, no SQL, no texts of mails here. Only typer and the standard library may be imported at the top
of these modules: `kamnot --help` must feel instant, so each command imports what it needs when it runs.
A new command of the first level is an entry of `cli.front.listing`, with its help.
"""

__version__ = "0.1.0"
