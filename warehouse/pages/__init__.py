"""Static pages of a published warehouse, in Chinese and English: they open from a folder, without server or network.

site.py       what is written, and how it takes the place of an earlier site
charts.toml   each chart with its question; sql/*.sql  the other questions; words.toml  every word that is ours;
codes.toml    what the codes of the warehouse are called
"""
