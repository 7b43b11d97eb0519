# The portal's image: one for web, worker and beat. Wheels only, nothing is compiled, nothing secret is inside.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /portal
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --only-binary :all: --requirement requirements.txt
COPY . .
# Static files are collected here, so that the container starts at once and needs no writable code.
RUN DEMO=1 STATIC_COLLECTED=1 VAR_DIR=/portal/var /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && mv var/static /static && rm -rf var

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /portal --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /var/lib/portal
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /portal /portal
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/portal STATIC_ROOT=/static
WORKDIR /portal
USER portal
VOLUME /var/lib/portal
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "docker/healthcheck.py", "/healthz"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-access-log", "--respawn-failed-workers", "--respawn-interval", "1", "sferum_portal.wsgi:application"]
