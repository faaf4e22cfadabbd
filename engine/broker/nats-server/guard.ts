/**
 * The shell that runs a nats-server and outlives us if need be: `sh -c SCRIPT name <binary> <config> <folder>`.
 *
 * It holds the reading end of a pipe whose only writer is our process. However we end, even by SIGKILL, the kernel
 * closes the pipe; `read` then returns, the server is killed and its folder removed. Stopping is the same thing done
 * on purpose, so the way that must never fail is the one that is taken every day.
 *
 * The shell gives up its own stderr: with us gone, its remark on the killed server would be its end by SIGPIPE, before
 * it has removed the folder.
 *
 * SIGKILL, because what a graceful shutdown would save is removed with the folder.
 */
export const GUARD_SCRIPT = `
exec 3<&0 0</dev/null
"$1" --config "$2" 3<&- &
server=$!
exec 2>/dev/null
( read -r never <&3; kill -9 $server ) &
reader=$!
exec 3<&-
wait $server
code=$?
kill $reader
rm -rf "$3"
exit $code
`;

/**
 * The shell that removes a folder after us: `sh -c SCRIPT name <folder>`. For what outlives a server, such as a store on
 * which it is started again. The servers' own guards kill them at the same moment, and one that still writes can make
 * the removal fail: then it is done again.
 */
export const FOLDER_GUARD_SCRIPT = `
read -r never
tries=0
until rm -rf "$1" 2>/dev/null || [ $tries -ge 50 ]; do
  tries=$((tries + 1))
  sleep 0.1
done
`;
