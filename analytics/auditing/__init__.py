"""The auditor: attacks the files that go out, with code of its own."""
