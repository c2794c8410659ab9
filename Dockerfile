# Any Debian 12 image with Python 3.11 and pip serves as base; a site without the public registry names its own.
ARG BASE_IMAGE=python:3.11-slim-bookworm
FROM ${BASE_IMAGE}

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_BREAK_SYSTEM_PACKAGES=1 VAR_DIR=/srv/chi-bo

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements.txt .
RUN python3 -m pip install --require-hashes --requirement requirements.txt

COPY . .
# The secret key that the last command made for itself must not stay in the image.
RUN useradd --uid 10001 --home-dir /srv/chi-bo --create-home chi-bo \
    && python3 -m tools.translations \
    && python3 manage.py collectstatic --noinput --verbosity 0 \
    && rm /srv/chi-bo/secret_key \
    && mkdir /srv/chi-bo/documents \
    && chown -R chi-bo: /srv/chi-bo
USER chi-bo

EXPOSE 8000
CMD ["python3", "-m", "gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", "--no-control-socket", "--access-logfile=-", "--access-logformat=%(t)s %(m)s %(U)s %(s)s %(b)s %(M)sms"]
