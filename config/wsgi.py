"""The web process: gunicorn loads `application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["TRAMA_WEB"] = "1"  # a pool of connections; the code of jobs stays out

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
