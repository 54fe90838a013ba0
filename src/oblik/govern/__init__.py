"""Who may do what: users, sessions, tokens, roles, the mask over personal data, and the record of every
change."""
