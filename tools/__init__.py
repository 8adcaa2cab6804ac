"""The workbench: setting up, running and checking. Nothing here but the standard library."""
