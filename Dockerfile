# A static binary in an image without a shell, run by nobody in particular.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
ARG COMMIT=
RUN CGO_ENABLED=0 go build -trimpath \
      -ldflags "-s -w -X main.version=${VERSION} -X main.commit=${COMMIT}" \
      -o /parallax ./cmd/parallax \
 && mkdir /data

FROM gcr.io/distroless/static:nonroot
COPY --from=build /parallax /parallax
COPY --from=build --chown=nonroot:nonroot /data /data
# In a container only the container's network reaches 0.0.0.0; the embedded
# store's folder is for trying out.
ENV PARALLAX_ADDR=0.0.0.0:8080 PARALLAX_DATA=/data
EXPOSE 8080
USER nonroot:nonroot
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s CMD ["/parallax", "healthcheck"]
ENTRYPOINT ["/parallax"]
CMD ["serve"]
