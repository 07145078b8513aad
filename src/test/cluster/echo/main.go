// An application for tests: it tells who answered and what arrived.
//
//	/health          200 "OK"; 503 once it is told to stop
//	/sleep?ms=N      answers after N milliseconds
//	/status?code=N   answers with status N
//	/bytes?n=N       answers with N bytes
//	/tunnel          with "Upgrade: echo": sends back each byte until the client ends
//	anything else    the request as JSON, or a file below DOCUMENT_ROOT where that is set
//
// HTTP/1.1 and HTTP/2 without TLS on HTTP_PORT (3000). On TERM it goes on for SHUTDOWN_DELAY_MS (0), then lets open
// requests end. "echo pause" only waits for TERM and buries orphans: the container that holds a Pod's network.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
)

type answer struct {
	Path      string              `json:"path"`
	Host      string              `json:"host"`
	Method    string              `json:"method"`
	Proto     string              `json:"proto"`
	Headers   map[string][]string `json:"headers"`
	Remote    string              `json:"remote"`
	Namespace string              `json:"namespace"`
	Ingress   string              `json:"ingress"`
	Service   string              `json:"service"`
	Pod       string              `json:"pod"`
}

var stopping atomic.Bool

func main() {
	if len(os.Args) > 1 && os.Args[1] == "pause" {
		pause()
		return
	}
	server := &http.Server{Addr: ":" + textOf("HTTP_PORT", "3000"), Handler: routes()}
	server.Protocols = new(http.Protocols)
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetUnencryptedHTTP2(true)

	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM, syscall.SIGINT)
	drained := make(chan struct{})
	go func() {
		<-told
		stopping.Store(true)
		time.Sleep(milliseconds(textOf("SHUTDOWN_DELAY_MS", "0")))
		limit, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := server.Shutdown(limit); err != nil {
			log.Print(err)
		}
		close(drained)
	}()

	log.Printf("serving %s", server.Addr)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	<-drained
}

func routes() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("/health", func(out http.ResponseWriter, _ *http.Request) {
		if stopping.Load() {
			http.Error(out, "stopping", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprint(out, "OK")
	})
	if root := os.Getenv("DOCUMENT_ROOT"); root != "" {
		routes.Handle("/", http.FileServer(http.Dir(root)))
		return routes
	}
	routes.HandleFunc("/sleep", func(out http.ResponseWriter, in *http.Request) {
		time.Sleep(milliseconds(in.FormValue("ms")))
		echo(out, in, http.StatusOK)
	})
	routes.HandleFunc("/status", func(out http.ResponseWriter, in *http.Request) {
		code, err := strconv.Atoi(in.FormValue("code"))
		if err != nil || code < 200 || code > 599 {
			http.Error(out, "code must be 200 to 599", http.StatusBadRequest)
			return
		}
		echo(out, in, code)
	})
	routes.HandleFunc("/bytes", func(out http.ResponseWriter, in *http.Request) {
		left, err := strconv.Atoi(in.FormValue("n"))
		if err != nil || left < 0 {
			http.Error(out, "n must be a number", http.StatusBadRequest)
			return
		}
		out.Header().Set("Content-Length", strconv.Itoa(left))
		block := make([]byte, 64*1024)
		for left > 0 {
			n, err := out.Write(block[:min(left, len(block))])
			if err != nil {
				return
			}
			left -= n
		}
	})
	routes.HandleFunc("/tunnel", tunnel)
	// Beside the mux, which would redirect paths such as //a/../b that are to be told as they came.
	return http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		switch in.URL.Path {
		case "/health", "/sleep", "/status", "/bytes", "/tunnel":
			routes.ServeHTTP(out, in)
		default:
			echo(out, in, http.StatusOK)
		}
	})
}

func echo(out http.ResponseWriter, in *http.Request, status int) {
	body, err := json.MarshalIndent(answer{
		Path: in.RequestURI, Host: in.Host, Method: in.Method, Proto: in.Proto, Headers: in.Header, Remote: in.RemoteAddr,
		Namespace: os.Getenv("NAMESPACE"), Ingress: os.Getenv("INGRESS_NAME"),
		Service: os.Getenv("SERVICE_NAME"), Pod: textOf("POD_NAME", hostname()),
	}, "", "  ")
	if err != nil {
		http.Error(out, err.Error(), http.StatusInternalServerError)
		return
	}
	out.Header().Set("Content-Type", "application/json")
	out.Header().Set("X-Content-Type-Options", "nosniff")
	out.WriteHeader(status)
	if status != http.StatusNoContent && status != http.StatusNotModified {
		_, _ = out.Write(append(body, '\n'))
	}
}

func tunnel(out http.ResponseWriter, in *http.Request) {
	if in.Header.Get("Upgrade") != "echo" {
		http.Error(out, "not without Upgrade: echo", http.StatusUpgradeRequired)
		return
	}
	connection, buffered, err := http.NewResponseController(out).Hijack()
	if err != nil {
		http.Error(out, err.Error(), http.StatusInternalServerError)
		return
	}
	defer connection.Close()
	fmt.Fprint(connection, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	_, _ = io.Copy(connection, buffered)
}

func pause() {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGCHLD)
	for received := range signals {
		if received != syscall.SIGCHLD {
			return
		}
		for {
			if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 || err != nil {
				break
			}
		}
	}
}

func textOf(variable, otherwise string) string {
	if value := os.Getenv(variable); value != "" {
		return value
	}
	return otherwise
}

func milliseconds(text string) time.Duration {
	number, _ := strconv.Atoi(text)
	return time.Duration(number) * time.Millisecond
}

func hostname() string {
	name, _ := os.Hostname()
	return name
}
