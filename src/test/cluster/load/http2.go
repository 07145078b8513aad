package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync/atomic"
)

// HTTP/2 (RFC 9113) as far as this client needs it: one request at a time, short names, answers below 64 KB.
type http2 struct {
	c      *connection
	next   uint32
	frames chan frame
	// Why the reader ended, once frames is closed.
	end  error
	left atomic.Bool
}

type frame struct {
	kind, flags byte
	stream      uint32
	payload     []byte
}

const (
	dataFrame     = 0
	headersFrame  = 1
	resetFrame    = 3
	settingsFrame = 4
	pingFrame     = 6
	goAwayFrame   = 7
	windowFrame   = 8
	endStream     = 1
	endHeaders    = 4
	ack           = 1
)

var errNotLookedAt = errors.New("not looked at, says GOAWAY")

func newHTTP2(c *connection) (*http2, error) {
	h := &http2{c: c, next: 1, frames: make(chan frame, 64)}
	if _, err := c.Write(append([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), encode(settingsFrame, 0, 0, nil)...)); err != nil {
		return nil, err
	}
	go h.read()
	return h, nil
}

func (h *http2) carrier() *connection { return h.c }

func (h *http2) over() bool { return h.left.Load() }

// read hands on what concerns requests, and answers the rest itself.
func (h *http2) read() {
	defer close(h.frames)
	defer h.left.Store(true)
	for {
		var head [9]byte
		if _, h.end = io.ReadFull(h.c, head[:]); h.end != nil {
			return
		}
		f := frame{kind: head[3], flags: head[4], stream: binary.BigEndian.Uint32(head[5:]) & 0x7fffffff}
		f.payload = make([]byte, int(head[0])<<16|int(head[1])<<8|int(head[2]))
		if _, h.end = io.ReadFull(h.c, f.payload); h.end != nil {
			return
		}
		var reply []byte
		switch f.kind {
		case settingsFrame:
			if f.flags&ack == 0 {
				reply = encode(settingsFrame, ack, 0, nil)
			}
		case pingFrame:
			if f.flags&ack == 0 {
				reply = encode(pingFrame, ack, 0, f.payload)
			}
		case dataFrame:
			if len(f.payload) > 0 {
				reply = encode(windowFrame, 0, 0, binary.BigEndian.AppendUint32(nil, uint32(len(f.payload))))
			}
			h.frames <- f
		case goAwayFrame:
			h.left.Store(true)
			h.frames <- f
		case headersFrame, resetFrame:
			h.frames <- f
		}
		if reply != nil {
			if _, h.end = h.c.Write(reply); h.end != nil {
				return
			}
		}
	}
}

func (h *http2) do(method, host, path string, body []byte) (answer, error) {
	stream := h.next
	h.next += 2
	flags := byte(endHeaders)
	if body == nil {
		flags |= endStream
	}
	out := encode(headersFrame, flags, stream, fields(method, host, path, len(body)))
	if body != nil {
		out = append(out, encode(dataFrame, endStream, stream, body)...)
	}
	if _, err := h.c.Write(out); err != nil {
		return answer{}, err
	}
	var got answer
	for f := range h.frames {
		switch {
		case f.kind == goAwayFrame && len(f.payload) >= 8:
			if binary.BigEndian.Uint32(f.payload)&0x7fffffff < stream {
				return answer{}, errNotLookedAt
			}
		case f.stream != stream:
		case f.kind == resetFrame:
			return answer{}, fmt.Errorf("stream reset, code %d", binary.BigEndian.Uint32(f.payload))
		case f.kind == headersFrame:
			if got.status == 0 {
				got.status = status(f.payload)
			}
		case f.kind == dataFrame:
			got.body = append(got.body, f.payload...)
		}
		if f.stream == stream && f.flags&endStream != 0 && (f.kind == headersFrame || f.kind == dataFrame) {
			return got, nil
		}
	}
	return answer{}, h.end
}

func encode(kind, flags byte, stream uint32, payload []byte) []byte {
	n := len(payload)
	out := binary.BigEndian.AppendUint32([]byte{byte(n >> 16), byte(n >> 8), byte(n), kind, flags}, stream)
	return append(out, payload...)
}

// fields makes a header block without Huffman's code and without the dynamic table (RFC 7541).
func fields(method, host, path string, length int) []byte {
	block := []byte{0x82, 0x87}
	if method == "POST" {
		block[0] = 0x83
	}
	block = append(append(block, 0x04, byte(len(path))), path...)
	block = append(append(block, 0x01, byte(len(host))), host...)
	if length > 0 {
		text := strconv.Itoa(length)
		block = append(append(block, 0x0f, 0x0d, byte(len(text))), text...)
	}
	return block
}

// status reads the first field, which is :status.
func status(block []byte) int {
	for len(block) > 0 && block[0]&0xe0 == 0x20 {
		block = block[1:]
	}
	known := []int{200, 204, 206, 304, 400, 404, 500}
	if len(block) > 0 && block[0] >= 0x88 && block[0] <= 0x8e {
		return known[block[0]-0x88]
	}
	if len(block) >= 5 && block[1] == 3 {
		number, err := strconv.Atoi(string(block[2:5]))
		if err == nil {
			return number
		}
	}
	return -1
}
