"""What changes treatment records. One act of a person, one transaction, one audit event."""
