"""What a user would otherwise paste, written anew from its description; one peer a file."""
