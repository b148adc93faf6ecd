"""Documents on A4 beside labels: finished strings in, a PDF out."""
