"""QR codes (ISO/IEC 18004, versions 1 to 40) in microseconds, without a library.

A code is linear over GF(2): error correction, placement and masks are all exclusive ors. So whatever does not
depend on the content is a table, made once for each version, level and mask, and a code is one integer, a bit
to a module. Bit for bit the codes are those of segno, which the tests compare them with.
"""
