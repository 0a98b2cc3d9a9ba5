"""mentorbook."""
