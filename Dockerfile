# The program alone, linked against nothing: docker run --rm -v "$PWD:/work:ro" IMAGE [options]
#
# It holds the program of a release as it was built and attested: programs/amd64/cliq-lint and programs/arm64/cliq-lint.

FROM scratch
ARG TARGETARCH
LABEL org.opencontainers.image.source="https://github.com/cliq-lint/cliq-lint" \
      org.opencontainers.image.description="Linter and language server for cliq-client.toml" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY programs/${TARGETARCH}/cliq-lint /cliq-lint
COPY LICENSE-MIT LICENSE-APACHE /
WORKDIR /work
USER 65534:65534
ENTRYPOINT ["/cliq-lint"]
