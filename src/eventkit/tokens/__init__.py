"""Tokens: the text of the code on a badge, which tells a badge that was issued from one that was not.

A token is signed with Ed25519 (RFC 8032): a door holds public halves of keys, with which nothing can be
signed. It holds no name, no address and no id; whose it is, only the store knows.

    signer = Signer(key, conference_tag(conference.uid))
    token = signer.sign_badge(number=7, issue=1)
    verify(token, PublicKeys(...), now)  # Verified or Rejected

The names are imported from the modules, so that whoever needs the format alone does without cryptography.
"""
