"""Spreadsheets: the workbook of eventkit itself, and tables of any layout."""
