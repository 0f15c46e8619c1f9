"""The product as gunicorn serves it, with the headers of `bench.cost`; only the bench starts this module."""

from bench.cost import measured
from big.wsgi import application as product

application = measured(product)
