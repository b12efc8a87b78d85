"""A build of a large source of which a few items have changed: what was made of all others is kept, and used again.

    edit.py     what differs between two texts of a source, as far as it lies within items
    kept.py     what a build leaves for the next one, in the user's cache
    rebuild.py  both → the outputs, byte for byte those of a whole build

Whatever is not sure to concern the changed items alone is refused, and then all is built.
"""

MANY = 2000
"""A source of fewer items is built before what was kept of it could be read."""
