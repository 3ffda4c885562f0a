"""Pages to a tagged PDF, on ReportLab's object model and canvas."""
