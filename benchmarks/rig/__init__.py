"""What the programs stand on: a server as a process of its own, people who send events, and books of what they were told."""
