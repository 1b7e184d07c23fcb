"""Pages: a report reproduced, and a gallery of every system."""
