"""The API of the organisation: what it is made of, and who may do what where."""
