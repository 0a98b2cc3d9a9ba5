"""What a facilitator runs: who takes part, who works with whom, how the pairs are getting on. Never what they write."""
