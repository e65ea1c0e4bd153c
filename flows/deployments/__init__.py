"""What happens by the clock: Prefect around the flows, their turns, the schedule and its server. No rule lives here."""
