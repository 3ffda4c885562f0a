"""The planning problem: its model in plain numbers, how it is built from a schedule, and its objective."""
