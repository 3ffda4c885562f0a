"""Lines to pages as values: blocks, page breaks, preflight, prepress and imposition; it knows no PDF."""
