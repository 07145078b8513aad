package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
)

// HTTP/1.1 on one connection, one request at a time.
type http1 struct {
	c  *connection
	in *bufio.Reader
}

func newHTTP1(c *connection) *http1 {
	return &http1{c: c, in: bufio.NewReader(c)}
}

func (h *http1) carrier() *connection { return h.c }

func (h *http1) over() bool { return h.in.Buffered() > 0 || h.c.arrived() }

func (h *http1) do(method, host, path string, body []byte) (answer, error) {
	head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, host)
	if body != nil {
		head += fmt.Sprintf("Content-Length: %d\r\n", len(body))
	}
	if _, err := h.c.Write(append([]byte(head+"\r\n"), body...)); err != nil {
		return answer{}, err
	}
	got, err := http.ReadResponse(h.in, &http.Request{Method: method})
	if err != nil {
		return answer{}, err
	}
	text, err := io.ReadAll(got.Body)
	if err != nil {
		return answer{}, fmt.Errorf("in the answer: %w", err)
	}
	return answer{status: got.StatusCode, body: text, last: got.Close}, nil
}
