"""Spreadsheets: Excel and text tables read as plain cells, Excel written; nothing is calculated."""
