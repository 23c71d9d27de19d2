# syntax=docker/dockerfile:1
# Two images: `shop` (web, worker, beat, manage.py) and `front` (TLS and pictures before it).
# Neither holds a secret, a shell script of its own, or a process of root.

# The Python that the tests run on; rebuild with --pull for its security fixes.
FROM python:3.11-slim-bookworm AS python
ENV PYTHONUNBUFFERED=1 \
    PATH=/app/.venv/bin:$PATH
WORKDIR /app

FROM python AS build
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev
COPY . .
# Settings of production ask for everything; these commands use none of it, and none of it is kept.
RUN export PANIER_PROFILE=production SECRET_KEY=unused PERSON_HASH_KEYS=1:unused-unused-unused \
        DATABASE_URL=postgres://unused CELERY_BROKER_URL=redis://unused \
        CACHE_URL=dummycache:// EMAIL_URL=dummymail:// DEFAULT_FROM_EMAIL=unused@unused.example \
        CARE_EMAIL="Un Used <unused@unused.example>" ALLOWED_HOSTS=unused \
        BASE_URL=https://unused.example \
    && python manage.py translations \
    && python manage.py collectstatic --noinput \
    && python -m compileall -q analytics cart catalog checkout deploy recovery shop

FROM python AS shop
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /app panier
COPY --from=build /app /app
# What changes: pictures (a volume), and signs of life (a tmpfs). All else belongs to root.
RUN install -d -o panier -g panier /app/var/media /app/var/run
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "-c", "deploy/web.py", "shop.wsgi"]

FROM caddy:2.11-alpine AS front
# Also owns what it keeps: certificates and their keys.
RUN adduser -D -H -u 10001 panier && chown -R panier /config /data
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10001:10001
