"""The shapes that go over the wire, one file a domain; OpenAPI and the UI's client are made of them."""
