// Package limit bounds what each actor may ask of models: requests and tokens in
// a minute, and calls at once. What it counts it keeps in memory: a server that
// starts again begins anew.
package limit

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/queue"
)

// Limits are what an actor may ask. 0 is no limit, and in what was set for one
// user Usual is what everybody has.
type Limits struct {
	Requests   int64 `json:"requests"`   // in a minute
	Tokens     int64 `json:"tokens"`     // in a minute, of prompts and answers together
	Concurrent int64 `json:"concurrent"` // calls of models at once; more of them wait
}

// Usual is a limit that was not set for a user.
const Usual = -1

// Rows keep what was set for single users. Contract: limittest.Rows.
type Rows interface {
	// Limits are those of each user of whom any was set, by name in lower case.
	Limits(ctx context.Context) (map[string]Limits, error)
	// Change writes what change makes of those of a user, which are Usual where none
	// were set, together with the line of the audit log that note makes of them.
	// What change refuses is not written.
	Change(ctx context.Context, user string, change func(Limits) (Limits, error), note func(Limits) account.Entry) error
}

// Nothing are the limits of a user of whom none was set.
var Nothing = Limits{Requests: Usual, Tokens: Usual, Concurrent: Usual}

// Options are optional.
type Options struct {
	Usual    Limits        // of everybody for whom no other was set, administrators excepted: they have none
	Patience time.Duration // how long a call waits for its turn; 0 is as long as its caller does
}

// Book counts. It is safe for concurrent use.
type Book struct {
	rows Rows
	opts Options

	mu     sync.Mutex
	set    map[string]Limits
	at     time.Time // when set was read
	actors map[string]*actor

	overRequests, overTokens, overConcurrent atomic.Int64
}

// Refused is how many requests each limit has refused.
func (b *Book) Refused() map[string]func() int64 {
	return map[string]func() int64{"requests": b.overRequests.Load, "tokens": b.overTokens.Load, "concurrent": b.overConcurrent.Load}
}

// actor is what somebody has asked for lately.
type actor struct {
	requests, tokens bucket
	line             *queue.Line
	seen             time.Time
}

// New returns a book in which nobody has asked for anything.
func New(rows Rows, o Options) *Book { return &Book{rows: rows, opts: o, actors: map[string]*actor{}} }

// fresh is how long what was set is not read again: another process may set it.
const fresh = 2 * time.Second

// Of are the limits of an actor.
func (b *Book) Of(ctx context.Context, a account.Actor) (Limits, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.of(ctx, a)
}

func (b *Book) of(ctx context.Context, a account.Actor) (Limits, error) {
	if b.set == nil || time.Since(b.at) >= fresh {
		set, err := b.rows.Limits(ctx)
		if err != nil {
			return Limits{}, err
		}
		b.set, b.at = set, time.Now()
	}
	usual := b.opts.Usual
	if a.Admin {
		usual = Limits{}
	}
	l, ok := b.set[a.Owner()]
	if !ok {
		return usual, nil
	}
	return l.over(usual), nil
}

// over is l with the usual limits where none is set.
func (l Limits) over(usual Limits) Limits {
	for _, one := range []struct{ own, usual *int64 }{{&l.Requests, &usual.Requests}, {&l.Tokens, &usual.Tokens}, {&l.Concurrent, &usual.Concurrent}} {
		if *one.own < 0 {
			*one.own = *one.usual
		}
	}
	return l
}

// Set are the limits that were set for single users.
func (b *Book) Set(ctx context.Context) (map[string]Limits, error) { return b.rows.Limits(ctx) }

// Change changes those that were set for a user, who is known to be there, and notes
// that in the audit log.
func (b *Book) Change(ctx context.Context, user string, change func(Limits) Limits, note func(Limits) account.Entry) error {
	b.forget() // before and after: who reads meanwhile may see the old ones
	defer b.forget()
	return b.rows.Change(ctx, user, func(l Limits) (Limits, error) {
		l = change(l)
		for _, n := range []int64{l.Requests, l.Tokens, l.Concurrent} {
			if n < Usual {
				return l, fault.New(fault.Invalid, "a limit is a number from 1 on, 0 for none, or %d for the usual one", Usual)
			}
		}
		return l, nil
	}, note)
}

func (b *Book) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.set = nil
}

// Gauge is how a limit stands. A Limit of 0 is none.
type Gauge struct {
	Limit, Left int64
	Reset       time.Duration // until all of it is there again
}

// Standing is how the limits of an actor stand.
type Standing struct{ Requests, Tokens Gauge }

// Request counts a request of the actor of ctx, if it may have one more. That it
// may not is a fault of kind Exhausted, beside which the standing is told too.
func (b *Book) Request(ctx context.Context) (s Standing, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	who, l, err := b.actor(ctx)
	if err != nil || who == nil {
		return s, err
	}
	now := time.Now()
	who.requests.fill(l.Requests, now)
	who.tokens.fill(l.Tokens, now)
	switch {
	case l.Requests > 0 && who.requests.left < 1:
		b.overRequests.Add(1)
		err = over(l.Requests, "requests", who.requests.until(1, l.Requests))
	case l.Tokens > 0 && who.tokens.left <= 0:
		b.overTokens.Add(1)
		err = over(l.Tokens, "tokens", who.tokens.until(1, l.Tokens))
	case l.Requests > 0:
		who.requests.left--
	}
	return Standing{who.requests.gauge(l.Requests), who.tokens.gauge(l.Tokens)}, err
}

func over(most int64, what string, after time.Duration) error {
	return fault.Later(fault.Exhausted, after, "the limit of %d %s in a minute is reached; try again in %v, or ask an administrator for a higher one (`tenon limit`)",
		most, what, after.Round(time.Millisecond))
}

// actor is whose ctx is, and its limits; nil is nobody, who has none. The book is locked.
func (b *Book) actor(ctx context.Context) (*actor, Limits, error) {
	a := account.From(ctx)
	if a.Anonymous() {
		return nil, Limits{}, nil
	}
	l, err := b.of(ctx, a)
	if err != nil || l == (Limits{}) {
		return nil, l, err
	}
	who := b.actors[a.Owner()]
	if who == nil {
		b.tidy()
		who = &actor{line: queue.New(0)}
		b.actors[a.Owner()] = who
	}
	who.seen = time.Now()
	return who, l, nil
}

// many is how many actors are remembered before those are forgotten who have
// asked for nothing in the minute that is counted.
const many = 4096

// longestDebt is how long one may have to wait for tokens, however many more than
// it may a call of it has used, or whatever limit it was given meanwhile.
const longestDebt = time.Hour

func (b *Book) tidy() {
	if len(b.actors) < many {
		return
	}
	for name, who := range b.actors {
		idle := time.Since(who.seen)
		if who.line.Idle() && idle > 2*time.Minute && (who.tokens.left >= 0 || idle > longestDebt) {
			delete(b.actors, name)
		}
	}
}

// Enter waits until the actor of ctx may have one more call. leave must be called
// with the tokens that the call has used. Faults: Exhausted, Canceled.
func (b *Book) Enter(ctx context.Context) (leave func(tokens int64), err error) {
	who, l, err := b.tokens(ctx)
	if err != nil || who == nil {
		return func(int64) {}, err
	}
	who.line.Resize(int(min(l.Concurrent, math.MaxInt32)))
	out, err := who.line.Enter(ctx, queue.Ask{What: "a call of yours to end", Patience: b.opts.Patience})
	if err != nil {
		if fault.Is(err, fault.Exhausted) {
			b.overConcurrent.Add(1)
		}
		return nil, err
	}
	if _, _, err := b.tokens(ctx); err != nil { // those before it in the line may have used them all
		out()
		return nil, err
	}
	return func(tokens int64) {
		out()
		b.use(context.WithoutCancel(ctx), who, l, tokens)
	}, nil
}

// tokens finds the actor of ctx, as actor does, if it has tokens left.
func (b *Book) tokens(ctx context.Context) (*actor, Limits, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	who, l, err := b.actor(ctx)
	if err != nil || who == nil {
		return nil, l, err
	}
	if who.tokens.fill(l.Tokens, time.Now()); l.Tokens > 0 && who.tokens.left <= 0 {
		b.overTokens.Add(1)
		return nil, l, over(l.Tokens, "tokens", who.tokens.until(1, l.Tokens))
	}
	return who, l, nil
}

// use takes the tokens of a call that has ended from who made it, by the limit of
// now, or the one that it had if nobody knows.
func (b *Book) use(ctx context.Context, who *actor, l Limits, tokens int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now, err := b.of(ctx, account.From(ctx)); err == nil {
		l = now
	}
	now := time.Now()
	who.seen = now
	who.tokens.fill(l.Tokens, now)
	if l.Tokens > 0 {
		who.tokens.left = max(who.tokens.left-float64(tokens), -longestDebt.Minutes()*float64(l.Tokens))
	}
}

// bucket holds what may still be used. It fills in a minute, and may be
// overdrawn: what a call uses is known when it has ended.
type bucket struct {
	left float64
	at   time.Time // zero is full
}

// fill adds what has come since the last time. Where there is no limit nothing is
// counted, so that one which is set later begins full.
func (k *bucket) fill(most int64, now time.Time) {
	if most <= 0 {
		*k = bucket{}
		return
	}
	k.left += now.Sub(k.at).Minutes() * float64(most)
	if k.at.IsZero() || k.left > float64(most) {
		k.left = float64(most)
	}
	k.at = now
}

// until is when so much is there.
func (k *bucket) until(want float64, most int64) time.Duration {
	return max(0, time.Duration((want-k.left)/float64(most)*float64(time.Minute)))
}

func (k *bucket) gauge(most int64) Gauge {
	if most <= 0 {
		return Gauge{}
	}
	return Gauge{Limit: most, Left: int64(max(0, k.left)), Reset: k.until(float64(most), most)}
}
