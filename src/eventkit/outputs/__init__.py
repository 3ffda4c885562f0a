"""Outputs: calendars, programmes and badges made of a schedule.

They are exporters (`eventkit.exporters`) of the entry-point group ``eventkit.outputs``, and do not know each
other.
"""
