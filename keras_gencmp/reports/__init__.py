"""Pages in Markdown and HTML: a report reproduced, and a gallery of every recipe."""
