"""One document per person: traits with their provenance, consents with their proof, and the views made of them."""
