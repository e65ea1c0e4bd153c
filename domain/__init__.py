"""The rules of the plan, pure: no file, no network, no clock.

Whatever reads, writes, sends or asks the time belongs in another room; the day (`as_of`) and the
calendar of working days come in as arguments.
"""
