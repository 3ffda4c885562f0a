"""Files and folders that are written whole or not at all, TOML of organisers, and how stores are named."""
