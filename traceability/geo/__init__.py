"""Where land lies: reading, checking, measuring and drawing boundaries; pure, without a database.

The only room that imports shapely and geographiclib.
"""
