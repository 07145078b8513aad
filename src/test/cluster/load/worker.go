package main

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

const patience = 15 * time.Second

type target struct{ address, host string }

// A connection, and what is remembered of it.
type connection struct {
	net.Conn
	plain   *net.TCPConn
	opened  time.Time
	used    time.Time
	idle    time.Duration
	carried int
}

type answer struct {
	status int
	body   []byte
	// No other request may follow on this connection.
	last bool
}

type exchange interface {
	// Whether the server has closed or announced it.
	over() bool
	do(method, host, path string, body []byte) (answer, error)
	carrier() *connection
}

type worker struct {
	style
	number int
	sent   int
	// Whether the answer of before was the connection's last.
	last    bool
	to      target
	record  *record
	current exchange
}

func (w *worker) once() {
	method := w.methods[w.sent%len(w.methods)]
	path := fmt.Sprintf("/load/%d/%d", w.number, w.sent)
	w.sent++
	begin := time.Now()
	if w.current != nil && w.current.over() {
		w.record.renewed()
		w.close()
	}
	err := w.send(method, path)
	if errors.Is(err, errNotLookedAt) {
		w.record.handedBack(w.name(method), w.current.carrier())
		w.close()
		err = w.send(method, path)
	}
	var c *connection
	if w.current != nil {
		c = w.current.carrier()
	}
	if err != nil {
		w.record.failed(w.name(method), reason(err), c)
		w.close()
		return
	}
	w.record.succeeded(time.Since(begin))
	c.carried++
	c.used = time.Now()
	if w.last || w.fresh {
		w.close()
	}
}

// send has one request answered, wholly and rightly.
func (w *worker) send(method, path string) error {
	if w.current == nil {
		fresh, err := w.open()
		if err != nil {
			return fmt.Errorf("no connection: %w", err)
		}
		w.current = fresh
	}
	c := w.current.carrier()
	c.idle = time.Since(c.used)
	_ = c.SetDeadline(time.Now().Add(patience))
	var body []byte
	if method == "POST" {
		body = bytes.Repeat([]byte("x"), 300)
	}
	got, err := w.current.do(method, w.to.host, path, body)
	w.last = got.last
	switch {
	case err != nil:
		return err
	case got.status != 200:
		return fmt.Errorf("status %d", got.status)
	case !bytes.Contains(got.body, []byte(`"`+path+`"`)):
		return errors.New("answer to another request")
	}
	return nil
}

func (w *worker) open() (exchange, error) {
	c, err := connect(w.to, w.tls, w.http2)
	if err != nil {
		return nil, err
	}
	if w.http2 {
		return newHTTP2(c)
	}
	return newHTTP1(c), nil
}

func (w *worker) close() {
	if w.current != nil {
		_ = w.current.carrier().Close()
		w.current = nil
	}
}

func connect(to target, secure, http2 bool) (*connection, error) {
	port := ":80"
	if secure {
		port = ":443"
	}
	raw, err := net.DialTimeout("tcp", to.address+port, patience)
	if err != nil {
		return nil, err
	}
	plain := raw.(*net.TCPConn)
	c := &connection{Conn: raw, plain: plain, opened: time.Now(), used: time.Now()}
	if secure {
		protocol := "http/1.1"
		if http2 {
			protocol = "h2"
		}
		// It proves nothing about who answers; the certificates of tests are their own.
		shake := tls.Client(raw, &tls.Config{ServerName: to.host, InsecureSkipVerify: true, NextProtos: []string{protocol}})
		_ = raw.SetDeadline(time.Now().Add(patience))
		if err := shake.Handshake(); err != nil {
			_ = raw.Close()
			return nil, fmt.Errorf("handshake: %w", err)
		}
		if got := shake.ConnectionState().NegotiatedProtocol; got != protocol {
			_ = raw.Close()
			return nil, fmt.Errorf("the server speaks %q", got)
		}
		c.Conn = shake
	}
	return c, nil
}

// arrived tells whether something is there to read on an idle connection: an end, or what announces one.
func (c *connection) arrived() bool {
	raw, err := c.plain.SyscallConn()
	if err != nil {
		return true
	}
	arrived := false
	err = raw.Control(func(fd uintptr) {
		var one [1]byte
		_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		arrived = !errors.Is(err, syscall.EAGAIN)
	})
	return arrived || err != nil
}

func reason(err error) string {
	var timeout net.Error
	what := ""
	switch {
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, os.ErrDeadlineExceeded):
		what = "nothing in time"
	case errors.Is(err, syscall.ECONNREFUSED):
		what = "refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		what = "reset"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		what = "closed"
	default:
		return err.Error()
	}
	if strings.HasPrefix(err.Error(), "no connection") {
		what = "no connection: " + what
	}
	return what
}
