"""What tests build their state with, one module per app; plain functions, so that a test reads as it happens."""
