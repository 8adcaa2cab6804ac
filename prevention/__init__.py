"""Evidence-based programmes and their delivery by NGOs."""
