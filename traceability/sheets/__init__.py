"""The only room that reads and writes spreadsheets: rows of text in, rows of text out."""
