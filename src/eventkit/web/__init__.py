"""The server: the board, where several organisers plan in the browser, and the site of the newest release.

It needs the extra `eventkit[web]` and is started by `eventkit serve`. Its endpoints are thin: each calls one
operation of `eventkit.office`.
"""
