"""The office: what an organiser does with a conference, each operation whole and in one transaction."""
