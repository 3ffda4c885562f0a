"""Text to shaped lines: fonts, bidirectional order, shaping, line breaking, copyfitting; it knows no page."""
