"""Proofs: the real server as a process of its own, treated badly."""
