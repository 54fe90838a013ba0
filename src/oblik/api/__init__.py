"""HTTP only: parse what was asked, call a service, render what it answers."""
