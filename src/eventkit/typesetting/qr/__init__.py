"""QR codes (ISO/IEC 18004, versions 1 to 40), encoded in microseconds without a library.

Error correction, codeword placement and masking are linear over GF(2), that is, exclusive ors. Everything
independent of the content is therefore tabulated once for each version, level and mask, and a symbol is a
single integer with one bit for each module. The output is identical to that of segno, as the tests check.
"""
