"""Each verb as a function: read, decide, do. It takes and returns plain values and prints nothing.

An `if` about rules belongs in `domain`, words for a terminal in `cli`. `deployments` puts Prefect around the flows.
"""
