"""Geometry on the ellipsoid: the only room that imports shapely and geographiclib."""
