// Constant, bounded load by a client that never tries anything again, and tells what failed.
//
//	load -address A -host H [-rate N] [-connections N] [-long N] [-get]
//
// It runs until its standard input ends. A line of JSON tells each failure when it happens, a last one everything:
//
//	{"at":1234,"failure":"status 502","request":"h2 POST","age":3200,"idle":130,"before":24}
//	{"requests":9000,"failed":1,"renewed":40,"handed":0,"held":0,"p50":1.2,"p99":4.1,"max":210,"kinds":{"status 502":1}}
//
// A connection that the server closed or took leave of (FIN, close_notify, Connection: close, GOAWAY) before the client
// began a request is renewed, as every correct client does; that is told as "renewed" and is no failure. A request that
// was begun and got no whole and right answer is a failure, whatever the reason: also when the server closed an idle
// connection in the very moment in which the client used it. There is one case that HTTP/2 itself gives back to the client:
// a GOAWAY that says that this request was not looked at (RFC 9113 section 6.8). It is sent once more on a new connection,
// whatever its method, and told as "handed"; each is told on a line as well.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"sync"
	"time"
)

type failure struct {
	At      int64  `json:"at"`
	Failure string `json:"failure"`
	Request string `json:"request"`
	// Of the connection: its age, how long it was idle, how many requests it had carried.
	Age    int64 `json:"age"`
	Idle   int64 `json:"idle"`
	Before int   `json:"before"`
}

type summary struct {
	Requests int            `json:"requests"`
	Failed   int            `json:"failed"`
	Renewed  int            `json:"renewed"`
	Handed   int            `json:"handed"`
	Held     int            `json:"held"`
	P50      float64        `json:"p50"`
	P99      float64        `json:"p99"`
	Max      float64        `json:"max"`
	Kinds    map[string]int `json:"kinds"`
}

type record struct {
	sync.Mutex
	began time.Time
	took  []time.Duration
	sum   summary
}

func (r *record) succeeded(took time.Duration) {
	r.Lock()
	defer r.Unlock()
	r.took = append(r.took, took)
}

func (r *record) held() {
	r.Lock()
	defer r.Unlock()
	r.sum.Held++
}

func (r *record) handedBack(request string, c *connection) {
	r.Lock()
	defer r.Unlock()
	r.sum.Handed++
	tell(failure{
		At: time.Since(r.began).Milliseconds(), Failure: "handed back", Request: request,
		Age: time.Since(c.opened).Milliseconds(), Idle: c.idle.Milliseconds(), Before: c.carried,
	})
}

func (r *record) renewed() {
	r.Lock()
	defer r.Unlock()
	r.sum.Renewed++
}

func (r *record) failed(request, why string, c *connection) {
	r.Lock()
	defer r.Unlock()
	r.sum.Failed++
	r.sum.Kinds[why]++
	told := failure{At: time.Since(r.began).Milliseconds(), Failure: why, Request: request}
	if c != nil {
		told.Age = time.Since(c.opened).Milliseconds()
		told.Idle = c.idle.Milliseconds()
		told.Before = c.carried
	}
	tell(told)
}

func (r *record) summary() summary {
	r.Lock()
	defer r.Unlock()
	r.sum.Requests = len(r.took) + r.sum.Held + r.sum.Failed
	sort.Slice(r.took, func(a, b int) bool { return r.took[a] < r.took[b] })
	at := func(share float64) float64 {
		if len(r.took) == 0 {
			return 0
		}
		return float64(r.took[int(share*float64(len(r.took)-1))].Microseconds()) / 1000
	}
	r.sum.P50, r.sum.P99, r.sum.Max = at(0.5), at(0.99), at(1)
	return r.sum
}

func tell(value any) {
	line, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}

// What a worker sends, again and again.
type style struct {
	http2, tls, fresh bool
	// Each in turn.
	methods []string
}

var styles = []style{
	{methods: []string{"GET"}},
	{methods: []string{"POST"}},
	{fresh: true, methods: []string{"GET", "POST"}},
	{tls: true, methods: []string{"GET", "POST"}},
	{tls: true, fresh: true, methods: []string{"GET", "POST"}},
	{http2: true, tls: true, methods: []string{"GET"}},
	{http2: true, tls: true, methods: []string{"POST"}},
	{http2: true, tls: true, methods: []string{"GET", "POST"}},
}

func (s style) name(method string) string {
	name := "http/1.1 "
	if s.http2 {
		name = "h2 "
	} else if s.tls {
		name = "https/1.1 "
	}
	if s.fresh {
		return name + method + " on a new connection"
	}
	return name + method
}

func main() {
	var to target
	flag.StringVar(&to.address, "address", "", "of the server; ports 80 and 443")
	flag.StringVar(&to.host, "host", "", "name of the host")
	rate := flag.Int("rate", 300, "requests a second, of all workers together")
	connections := flag.Int("connections", 40, "workers, each with one connection")
	long := flag.Int("long", 0, "workers with requests and upgraded connections of 20 s, beside the others")
	onlyGet := flag.Bool("get", false, "GET alone")
	flag.Parse()
	if to.address == "" || to.host == "" || *rate < 1 || *connections < 1 {
		flag.Usage()
		os.Exit(64)
	}

	all := &record{began: time.Now()}
	all.sum.Kinds = map[string]int{}
	stop := make(chan struct{})
	var workers sync.WaitGroup
	every := time.Second * time.Duration(*connections) / time.Duration(*rate)
	for i := range *connections {
		s := styles[i%len(styles)]
		if *onlyGet {
			s.methods = []string{"GET"}
		}
		workers.Go(func() {
			// Spread over the interval, so that requests do not come in waves.
			time.Sleep(every * time.Duration(i) / time.Duration(*connections))
			work(&worker{number: i, style: s, to: to, record: all}, every, stop)
		})
	}
	for i := range *long {
		workers.Go(func() { hold(to, i%2 == 1, all, stop) })
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	close(stop)
	workers.Wait()
	tell(all.summary())
}

func work(w *worker, every time.Duration, stop <-chan struct{}) {
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	for {
		select {
		case <-stop:
			w.close()
			return
		case <-ticks.C:
			w.once()
		}
	}
}
