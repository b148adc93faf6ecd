"""The doors: parse, call one use case, render. They do not import one another."""
