"""From records to rows: ``applying`` compares with what is ``existing`` and writes what differs."""
