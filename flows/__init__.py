"""What is run: commands, flows, and the processes that read."""

import os

# polars reads it when it is loaded. Memory that is free goes back to the system at once: by itself polars kept half a
# gigabyte after a million documents were compared, beside DuckDB and Prefect.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0")
