# Single machine: embedded stores in /data. With CLICKHOUSE_URL and DATABASE_URL set it uses those instead.
# The embedded engine needs glibc, so Debian, not Alpine.
FROM node:20-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && mkdir /data && chown node /data
USER node
ENV WARROOM_DATA=/data PORT=8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK CMD node -e "fetch('http://localhost:'+process.env.PORT+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
STOPSIGNAL SIGTERM
CMD ["node", "scripts/start.mjs", "--no-demo"]
