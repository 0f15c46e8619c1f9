# The production image: the base lock, Pango for the packs, the static files, and an ordinary user.
FROM python:3.13-slim-bookworm

RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin big \
 && install -d -o big -g big /srv/var

WORKDIR /srv/big
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 BIG_VAR=/srv/var BIG_STATIC=/srv/static

COPY requirements.txt .
RUN pip install --no-cache-dir --root-user-action=ignore --require-hashes --only-binary :all: -r requirements.txt

COPY . .
# Any values do: collecting static files opens neither of them.
RUN SECRET_KEY=build BIG_HOSTS=build DATABASE_URL=postgres://build@build/build REDIS_URL=redis://build \
    python manage.py collectstatic --no-input --verbosity 0

USER big
EXPOSE 8000
CMD ["gunicorn", "-c", "python:big.gunicorn", "big.wsgi"]
