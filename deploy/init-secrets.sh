#!/usr/bin/env bash
# Makes the secrets that compose.yaml needs: passwords, the key file of the replica set, the sealing keys. Existing files
# are not changed, so running it again is safe.
#   ./init-secrets.sh [DIRECTORY]     default: this directory
# As root it gives the files to the users inside the containers; otherwise it says what to run.
set -euo pipefail
dir=${1:-$(cd "$(dirname "$0")" && pwd)}
umask 077
mkdir -p "$dir/secrets"
word() { head -c 24 /dev/urandom | od -An -vtx1 | tr -d ' \n'; }
keep() { if [ -s "$1" ]; then cat >/dev/null; else cat >"$1"; fi; }

word | keep "$dir/secrets/mongo_root_password"
word | keep "$dir/secrets/redis_password"
head -c 700 /dev/urandom | base64 -w 0 | keep "$dir/secrets/mongo_keyfile"
keep "$dir/.env" <<ENV
# Read by docker compose. Keep it 0600 and out of version control.
MONGO_APP_PASSWORD=$(word)
REDIS_PASSWORD=$(cat "$dir/secrets/redis_password")
# To be filled in: the address people use and the SMS gateway; mail if there is a server for it.
TONGXING_PUBLIC_URL=
TONGXING_SMS_URL=
TONGXING_REGION=
TONGXING_SMS_TOKEN=
TONGXING_SMTP_URL=
TONGXING_MAIL_FROM=
ENV
chmod 0400 "$dir/secrets/mongo_keyfile"
if [ "$(id -u)" = 0 ]; then
  chown 999:999 "$dir/secrets/mongo_keyfile" "$dir/secrets/mongo_root_password"
  chown 999:999 "$dir/secrets/redis_password"
else
  echo "As root: chown 999:999 $dir/secrets/*   (the user of MongoDB and Redis in their images)"
fi
cat <<TEXT
Still to do:
  1. fill in $dir/.env
  2. the sealing keys: tongxing user keys $dir/secrets/keys.json, then chown 10001:10001, and a copy in a second place
  3. the certificate: $dir/secrets/tls.crt (with its chain) and $dir/secrets/tls.key
TEXT
