"""From decoded text to its outline: sections, and the stretch of lines that holds each table."""
