# Where the shop lives and how it is reached. Sourced by the other scripts, never run.

shop_home=$(cd "$(dirname "$0")/.." && pwd)
SHOP_DATA=${SHOP_DATA:-$shop_home/var}
mkdir -p "$SHOP_DATA"
SHOP_DATA=$(cd "$SHOP_DATA" && pwd)
SHOP_API_PORT=${SHOP_API_PORT:-4310}
SHOP_WORKER_PORT=${SHOP_WORKER_PORT:-4311}
export SHOP_DATA SHOP_API_PORT SHOP_WORKER_PORT

api_url="http://127.0.0.1:$SHOP_API_PORT"

# Prints the process id of `api` or `worker`; fails when it does not run.
# A pid file alone proves nothing: after a crash its number may belong to somebody else.
pid_of() {
  pid=$(cat "$SHOP_DATA/run/$1.pid" 2>/dev/null) || return 1
  ps -ww -p "$pid" -o args= 2>/dev/null | grep -qF "service/$1.js $SHOP_DATA" || return 1
  echo "$pid"
}

refuse() {
  echo "$*" >&2
  exit 1
}
