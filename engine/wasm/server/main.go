// The real nats-server as a WebAssembly program.
//
// It is started by engine/wasm/server-process.ts, which hands it a global object of its own: the Go runtime reads time,
// timers, randomness and files only from there. The page's or Node's own globals are never seen.
//
// Beside what Go expects there, the global object holds `host`:
//
//	host.storeDir                        where the file system holds JetStream's store
//	host.log(level, line)                one line of the server's log: "INF", "WRN", "ERR", "FTL"
//	host.ready(version, connect, stop)   told once, when clients may connect
//	host.failed(reason)                  told instead when the server does not start
//
//	connect(onBytes, onClose) => { send(bytes), close() }    bytes are Uint8Arrays
//	stop()                               shuts down as by SIGTERM; the program ends when it is done
package main

import (
	"fmt"
	"net"
	"os"
	"sync"
	"syscall/js"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

const (
	maxMemory    = 256 << 20
	maxStore     = 1 << 30
	readyTimeout = 10 * time.Second
	readSize     = 64 << 10
)

func main() {
	host := js.Global().Get("host")
	srv, err := start(host)
	if err != nil {
		host.Call("failed", err.Error())
		return
	}
	connect := js.FuncOf(func(_ js.Value, args []js.Value) any {
		return accept(srv, args[0], args[1])
	})
	stop := js.FuncOf(func(_ js.Value, _ []js.Value) any {
		go srv.Shutdown()
		return nil
	})
	host.Call("ready", server.VERSION, connect, stop)
	srv.WaitForShutdown()
}

func start(host js.Value) (*server.Server, error) {
	srv, err := server.NewServer(&server.Options{
		ServerName:         "wasm",
		DontListen:         true,
		NoSigs:             true,
		JetStream:          true,
		JetStreamMaxMemory: maxMemory,
		JetStreamMaxStore:  maxStore,
		StoreDir:           host.Get("storeDir").String(),
	})
	if err != nil {
		return nil, err
	}
	srv.SetLogger(&hostLog{host}, false, false)
	srv.Start()
	if !srv.ReadyForConnections(readyTimeout) {
		return nil, fmt.Errorf("it was not ready after %v", readyTimeout)
	}
	return srv, nil
}

// accept connects a client by the server's in-process pipe. A call from JavaScript must not block, so what is sent
// waits in a queue, and a goroutine writes it.
func accept(srv *server.Server, onBytes, onClose js.Value) js.Value {
	conn, err := srv.InProcessConn()
	if err != nil {
		onClose.Invoke(err.Error())
		return js.Undefined()
	}
	out := newQueue()
	var send, end js.Func
	send = js.FuncOf(func(_ js.Value, args []js.Value) any {
		bytes := make([]byte, args[0].Length())
		js.CopyBytesToGo(bytes, args[0])
		out.push(bytes)
		return nil
	})
	end = js.FuncOf(func(_ js.Value, _ []js.Value) any {
		out.close()
		return nil
	})
	go func() {
		out.writeTo(conn)
		// The server's reader sees the end behind the last byte, as on a closed socket.
		conn.Close()
	}()
	go func() {
		read(conn, onBytes)
		out.close()
		send.Release()
		end.Release()
		onClose.Invoke()
	}()
	return js.ValueOf(map[string]any{"send": send, "close": end})
}

// read hands on what the server sends until the connection ends.
func read(conn net.Conn, onBytes js.Value) {
	uint8Array := js.Global().Get("Uint8Array")
	buffer := make([]byte, readSize)
	for {
		n, err := conn.Read(buffer)
		if n > 0 {
			bytes := uint8Array.New(n)
			js.CopyBytesToJS(bytes, buffer[:n])
			onBytes.Invoke(bytes)
		}
		if err != nil {
			return
		}
	}
}

// queue holds what a client sent until the server reads it.
type queue struct {
	mu     sync.Mutex
	more   *sync.Cond
	chunks [][]byte
	closed bool
}

func newQueue() *queue {
	q := &queue{}
	q.more = sync.NewCond(&q.mu)
	return q
}

func (q *queue) push(bytes []byte) {
	q.mu.Lock()
	q.chunks = append(q.chunks, bytes)
	q.mu.Unlock()
	q.more.Signal()
}

func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.more.Signal()
}

func (q *queue) writeTo(conn net.Conn) {
	for {
		q.mu.Lock()
		for len(q.chunks) == 0 && !q.closed {
			q.more.Wait()
		}
		chunks := q.chunks
		q.chunks = nil
		q.mu.Unlock()
		if len(chunks) == 0 {
			return
		}
		for _, chunk := range chunks {
			if _, err := conn.Write(chunk); err != nil {
				return
			}
		}
	}
}

// hostLog hands the server's log to the host; debugging and tracing are off.
type hostLog struct{ host js.Value }

func (l *hostLog) Noticef(format string, v ...any) { l.say("INF", format, v) }
func (l *hostLog) Warnf(format string, v ...any)   { l.say("WRN", format, v) }
func (l *hostLog) Errorf(format string, v ...any)  { l.say("ERR", format, v) }
func (l *hostLog) Debugf(string, ...any)           {}
func (l *hostLog) Tracef(string, ...any)           {}

// Fatalf ends the program: the server counts on that.
func (l *hostLog) Fatalf(format string, v ...any) {
	l.say("FTL", format, v)
	os.Exit(1)
}

func (l *hostLog) say(level, format string, v []any) {
	l.host.Call("log", level, fmt.Sprintf(format, v...))
}
