"""Template tag libraries; `{% load sightline %}` gives all of them."""
