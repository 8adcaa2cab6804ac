"""Which database holds what: `vault` holds the vault app and nothing else."""


class VaultRouter:
    """Keep identities in a database of their own, in both directions."""

    def db_for_read(self, model, **hints):
        """Read vault models from `vault`, all others from `default`."""
        return "vault" if model._meta.app_label == "vault" else "default"

    db_for_write = db_for_read

    def allow_relation(self, left, right, **hints):
        """No foreign key crosses into or out of the vault."""
        return (left._meta.app_label == "vault") == (right._meta.app_label == "vault")

    def allow_migrate(self, db, app_label, **hints):
        """Only the vault app migrates in `vault`, and it migrates nowhere else."""
        return (app_label == "vault") == (db == "vault")
