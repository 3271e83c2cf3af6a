# verify-shot with everything it can use: Tesseract (words of pictures), Poppler (pages drawn a second time) and LibreOffice
# (office files). It runs as nobody, and nothing but /data and /tmp is written:
#
#   docker build -t verify-shot .
#   docker run --rm --read-only --tmpfs /tmp --network none -v "$PWD:/work:ro" -v verify-shot-data:/data \
#       verify-shot check shot.png --originals leak
FROM rust:1.95-bookworm AS build
WORKDIR /build
COPY Cargo.toml Cargo.lock README.md ./
COPY src src
COPY benches benches
COPY examples examples
RUN cargo build --release --locked --bin verify-shot

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates fonts-dejavu-core libreoffice-calc-nogui \
        libreoffice-impress-nogui libreoffice-writer-nogui poppler-utils tesseract-ocr tesseract-ocr-eng \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o nobody -g nogroup /data
COPY --from=build /build/target/release/verify-shot /usr/local/bin/verify-shot
ENV VERIFY_SHOT_DATA=/data HOME=/tmp
VOLUME /data
WORKDIR /work
USER nobody
ENTRYPOINT ["verify-shot"]
CMD ["--help"]
