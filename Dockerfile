# The statically linked executable and nothing else: docker run --rm -v "$PWD:/work:ro" IMAGE [options]

FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY Cargo.toml Cargo.lock README.md ./
COPY src src
RUN cargo build --release --locked

FROM scratch
LABEL org.opencontainers.image.source="https://github.com/cliq-lint/cliq-lint" \
      org.opencontainers.image.description="Linter and language server for cliq-client.toml" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /src/target/release/cliq-lint /cliq-lint
COPY LICENSE-MIT LICENSE-APACHE /
WORKDIR /work
USER 65534:65534
ENTRYPOINT ["/cliq-lint"]
