# syntax=docker/dockerfile:1
# The server in an image without a shell:  docker build --tag vestibule .
# Images are named by tag and digest. The digest decides; the tag is for readers. To update an image, change both.

FROM node:24-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe AS node

FROM rust:1.96-trixie@sha256:1f0dbad1df66647807e6952d1db85d0b2bda7606cb2139d82517e4f009967376 AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /build

# Register the image's compiler under the name that scripts/env.sh looks for. Otherwise rustup would fetch the latest stable.
RUN rustup target add wasm32-unknown-unknown \
 && rustup toolchain link vestibule "$(rustc --print sysroot)"

# The tools, in a layer that does not change when the sources do.
COPY Cargo.lock package.json package-lock.json rust-toolchain.toml ./
COPY scripts scripts
RUN scripts/setup.sh

# Downloads are cached between builds. Compiled code is not, because it must be of these sources.
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry make build \
 && mkdir /data

# Debian 13 as above, because the binary is linked to its glibc. The nonroot tag runs without root.
FROM gcr.io/distroless/cc-debian13:nonroot@sha256:e792ab3d241a468a4fd7519ddbbebe66b49b5f365771716ea688ad40b6c6f1c2
COPY --from=build /build/target/release/vestibule /usr/local/bin/vestibule
COPY --from=build --chown=65532:65532 /data /data
ENV HOST=0.0.0.0 \
    VESTIBULE_DATA_DIR=/data
USER 65532:65532
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/usr/local/bin/vestibule", "health"]
ENTRYPOINT ["/usr/local/bin/vestibule"]
CMD ["serve"]
