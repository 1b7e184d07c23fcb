"""The terminal: what is printed, coloured, wrapped, and shown while work goes on."""
