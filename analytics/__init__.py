"""Reports for staff. Facts are written where they happen; this app only reads them (A1, A2, A3)."""
