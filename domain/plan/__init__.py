"""The plan as data: its model, where each value comes from, and the checks of a sound plan."""
