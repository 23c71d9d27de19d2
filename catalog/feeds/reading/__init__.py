"""From a file to records: ``table`` finds the rows, a module for each format knows its columns."""
