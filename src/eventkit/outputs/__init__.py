"""Outputs: calendars, programmes and badges made of a schedule.

They are exporters (`eventkit.plugins.exporters`) of the entry-point group ``eventkit.outputs``, and do not
know each other.
"""
