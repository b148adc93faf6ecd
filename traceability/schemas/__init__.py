"""What comes in: one schema serves form, JSON and, later, import rows; it asks no database."""
