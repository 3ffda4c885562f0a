"""Forms: entities, the conference, contacts and rule settings as web forms that work without scripts."""
