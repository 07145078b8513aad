package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"time"
)

const holding = 20 * time.Second

// hold has requests, or upgraded connections, that last 20 s, one after the other.
func hold(to target, upgraded bool, all *record, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		name, run := "long GET", longRequest
		if upgraded {
			name, run = "upgraded connection", tunnel
		}
		c, err := connect(to, false, false)
		if err == nil {
			_ = c.SetDeadline(time.Now().Add(holding + patience))
			err = run(to.host, c)
			_ = c.Close()
		}
		if err != nil {
			all.failed(name, reason(err), c)
			time.Sleep(time.Second)
		} else {
			// Not among the times: it lasts on purpose.
			all.held()
		}
	}
}

func longRequest(host string, c *connection) error {
	path := fmt.Sprintf("/sleep?ms=%d", holding.Milliseconds())
	got, err := newHTTP1(c).do("GET", host, path, nil)
	if err == nil && got.status != 200 {
		err = fmt.Errorf("status %d", got.status)
	}
	return err
}

// A byte there and back each half second.
func tunnel(host string, c *connection) error {
	if _, err := fmt.Fprintf(c, "GET /tunnel HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n", host); err != nil {
		return err
	}
	in := bufio.NewReader(c)
	got, err := http.ReadResponse(in, nil)
	if err != nil {
		return err
	}
	if got.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("status %d", got.StatusCode)
	}
	one := make([]byte, 1)
	for end := time.Now().Add(holding); time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
		if _, err := c.Write([]byte{'x'}); err != nil {
			return err
		}
		if _, err := io.ReadFull(in, one); err != nil {
			return err
		}
	}
	return nil
}
