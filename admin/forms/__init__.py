"""What people fill in on the desk: fields and the words for what is missing."""
