"""Which unit reports, where, for which year, and whether the text is a report at all: each from named evidence."""
