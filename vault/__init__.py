"""Who a pseudonym is: the only place that knows, and its only door is `vault.api`."""
