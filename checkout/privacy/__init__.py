"""What orders keep about people: registered, forgotten, erased, told."""
