"""gongkai (公开): Chinese reports on open government information, read into facts that researchers can trust.

The rooms `extract`, `transform`, `warehouse`, `flows` and `data` stand at the top of the project and are linked here,
so that an installed gongkai owns one name only, and a folder `transform` or `data` of its user's is left alone.
"""
