"""Public pages: their addresses, and the structured data within them."""
