"""Speed side by side with what a user would otherwise paste; one command a file, see README.md."""
