"""How gunicorn serves the shop in production: ``gunicorn -c deploy/web.py shop.wsgi``."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

from django.conf import settings  # it also reads .env, where what stands below may be set

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
# Threads, since a proxy may pass a slow upload on as it comes: it must not keep a whole process.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))

graceful_timeout = 30  # seconds for what is being answered when it is asked to stop
timeout = 60
keepalive = 75  # above the proxy's own: else it may speak into a connection that is just closing
worker_tmp_dir = "/dev/shm"  # noqa: S108 - for gunicorn's heartbeat, which must never wait for a disk
max_requests = 10_000  # a slow leak of any library ends here
max_requests_jitter = 1_000
control_socket_disable = True

# Its few lines look like the shop's, which tell of every request.
loggers = settings.LOGGING["loggers"] | {"gunicorn.error": {"handlers": ["console"]}}
logconfig_dict = settings.LOGGING | {"loggers": loggers}
