"""Everything that changes what governance keeps."""
