"""What a tracker costs the page that loads it: ours beside others as they are published, on the same page."""
