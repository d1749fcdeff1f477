"""The sum over orientations where no kernel is compiled: few passes, most in float32.

A Miller index is taken in full precision once, in the middle of a bundle of close
orientations. What each of them differs by is small enough for float32, and so is all
that follows. Where no orientation of a bundle can have another nearest index, as in
most pixels, the structure factor is read once for all of them.
"""
