#!/bin/sh
# Makes the certificates of the TLS tests anew: an authority of our own, a server's for this machine, and a client's, valid for
# 100 years.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cat > "$work/ca.conf" <<CONF
[ca]
default_ca = ours
[ours]
database = $work/index
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
default_startdate = 20250101000000Z
default_enddate = 21250101000000Z
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
[server]
basicConstraints = CA:FALSE
subjectAltName = DNS:localhost, IP:127.0.0.1
[client]
basicConstraints = CA:FALSE
extendedKeyUsage = clientAuth
CONF
touch "$work/index"
key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
openssl req $key -subj "/CN=Ackademy test authority" -keyout "$work/ca-key.pem" -out "$work/ca.csr"
openssl ca -batch -config "$work/ca.conf" -selfsign -keyfile "$work/ca-key.pem" -extensions authority -notext \
  -in "$work/ca.csr" -out ca.pem
openssl req $key -subj "/CN=localhost" -keyout server-key.pem -out "$work/server.csr"
openssl ca -batch -config "$work/ca.conf" -cert ca.pem -keyfile "$work/ca-key.pem" -extensions server -notext \
  -in "$work/server.csr" -out server.pem
openssl req $key -subj "/CN=ann" -keyout client-key.pem -out "$work/client.csr"
openssl ca -batch -config "$work/ca.conf" -cert ca.pem -keyfile "$work/ca-key.pem" -extensions client -notext \
  -in "$work/client.csr" -out client.pem
