"""The engines' contracts: the same stories on the embedded and the grown ones."""
