"""What people type about programmes, and how it is read."""
