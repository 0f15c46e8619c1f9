"""What list pages offer: columns, filters, sort keys, and how an address is read into a question."""
