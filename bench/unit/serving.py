"""The unit as gunicorn serves it, measured as the product is."""

from django.core.wsgi import get_wsgi_application

from bench.cost import measured

application = measured(get_wsgi_application())
