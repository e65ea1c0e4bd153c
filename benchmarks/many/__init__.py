"""Checks of many units: what each costs, and what several processes, workers and machines make of them."""
