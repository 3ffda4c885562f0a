"""Spreadsheets: the eventkit workbook, tables in any layout, attendee lists and the CSV of sessions."""
