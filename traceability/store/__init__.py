"""The store: engine, typed models, queries, migrations and the unit of work."""
