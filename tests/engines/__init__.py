"""Engines to test on: the embedded ones, and real servers on random ports of this machine."""
