"""The operations of the initial migration, by noun; the loader reads modules only, so this folder is no migration."""
