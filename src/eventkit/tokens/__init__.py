"""Tokens: the signed text in the code of a badge, by which a door recognises genuine badges.

A token is signed with Ed25519 (RFC 8032): a door has public keys only, which cannot sign. A token contains no
name, address or id; only the store knows the holder.

    signer = Signer(key, conference_tag(conference.uid))
    token = signer.sign_badge(number=7, issue=1)
    verify(token, PublicKeys(...), now)  # Verified or Rejected

Import names from the modules: code that needs only the format does not load cryptography then.
"""
