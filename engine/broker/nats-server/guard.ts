/**
 * The shell that runs a nats-server and removes it if our process dies: `sh -c SCRIPT name <binary> <config> <folder>`.
 *
 * The shell has the reading end of a pipe whose only writer is our process. When our process ends, even by SIGKILL, the
 * kernel closes the pipe. Then `read` returns, and the shell kills the server and removes its folder. `stop` closes the pipe
 * too, so the clean-up after a crash is the same code that runs every day.
 *
 * The shell closes its stderr, because its message about the killed server would end it by SIGPIPE before it has removed
 * the folder.
 *
 * SIGKILL is enough, because the folder with the data of a graceful shutdown is removed anyway.
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
 * The shell that removes a folder when our process ends: `sh -c SCRIPT name <folder>`. It guards data that outlives one
 * server, such as the store on which a server restarts. The guards of the servers kill them at the same moment. A server that
 * still writes can make the removal fail, so it is repeated.
 */
export const FOLDER_GUARD_SCRIPT = `
read -r never
tries=0
until rm -rf "$1" 2>/dev/null || [ $tries -ge 50 ]; do
  tries=$((tries + 1))
  sleep 0.1
done
`;
