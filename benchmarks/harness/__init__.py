"""What every benchmark shares: rounds in turn, medians of ratios, one JSON object at the end."""
