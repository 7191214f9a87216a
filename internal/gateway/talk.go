package gateway

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// talks is the task of the models that hold conversations.
const talks = task.ID("text-generation")

// Talk asks a chat model for the next message of a conversation. The reply must
// be closed; until then the model is borrowed.
func (g *Gateway) Talk(ctx context.Context, t engine.Talk) (engine.Reply, error) {
	return g.reply(ctx, t, "writes texts and holds no conversations; ask for one of a connected server (`tenon connect`)", func(e engine.Engine) (ask, bool) {
		talker, ok := e.(engine.Talker)
		if !ok {
			return nil, false
		}
		return talker.Talk, true
	})
}

// Complete asks a model to go on with a text. The reply must be closed; until
// then the model is borrowed.
func (g *Gateway) Complete(ctx context.Context, t engine.Talk) (engine.Reply, error) {
	return g.reply(ctx, t, "does not go on with a text that it is given; ask it in a conversation", func(e engine.Engine) (ask, bool) {
		completer, ok := e.(engine.Completer)
		if !ok {
			return nil, false
		}
		return completer.Complete, true
	})
}

// Tokenize tells the tokens that a model reads a text as.
func (g *Gateway) Tokenize(ctx context.Context, m ref.Model, text string) (tokens []engine.Token, err error) {
	found, err := g.finder.Find(ctx, m)
	if err != nil {
		return nil, err
	}
	ctx, e, _, end, err := g.borrow(ctx, found)
	if err != nil {
		return nil, err
	}
	defer func() { end(engine.Usage{}, err) }()
	t, ok := e.(engine.Tokenizer)
	if !ok {
		return nil, fault.New(fault.Invalid, "%s does not tell its tokens; models that run in a worker here do", m)
	}
	return t.Tokenize(ctx, m, text)
}

// ask is a way of asking an engine.
type ask func(ctx context.Context, t engine.Talk) (engine.Reply, error)

func (g *Gateway) reply(ctx context.Context, t engine.Talk, without string, way func(engine.Engine) (ask, bool)) (engine.Reply, error) {
	m, err := g.finder.Find(ctx, t.Model)
	if err != nil {
		return engine.Reply{}, err
	}
	if m.Task != talks {
		return engine.Reply{}, fault.New(fault.Invalid, "%s does %s: it holds no conversations", m.Ref, m.Task)
	}
	ctx, e, seen, end, err := g.borrow(ctx, m)
	if err != nil {
		return engine.Reply{}, err
	}
	f, ok := way(e)
	if !ok {
		err := fault.New(fault.Unavailable, "%s %s", m.Ref, without)
		end(engine.Usage{}, err)
		return engine.Reply{}, err
	}
	start := time.Now()
	r, err := f(ctx, t)
	if err != nil {
		end(engine.Usage{}, err)
		if ctx.Err() == nil && !fault.Is(err, fault.Invalid) {
			g.notes.Note(m.Ref, false, time.Since(start))
		}
		return engine.Reply{}, err
	}
	long := int64(0)
	if len(t.Body) > shortBody {
		long, t.Body = tokensOf(t.Body), nil
	}
	r.ReadCloser = &lent{
		Reply: r, asked: t.Body, long: long, of: g, model: m.Ref, ctx: ctx, start: start, end: end, seen: seen, counter: counter{lines: r.Media != "application/json"},
	}
	r.Counted = false
	return r, nil
}

// shortBody is a body, in bytes, that may be kept until its answer has come: most answers tell
// their usage, so that the tokens of the body need not be counted.
const shortBody = 16 << 10

// lent is a reply that gives the model back, and notes how it went if it was
// read to its end: one who leaves early says nothing about the model.
type lent struct {
	engine.Reply
	counter
	stripper
	of    *Gateway
	model ref.Model
	ctx   context.Context //nolint:containedctx // of the call, which ends with Close
	start time.Time
	asked []byte                             // what the model was sent, where that is short
	long  int64                              // … and else how many tokens it is, about: nobody keeps it while the answer comes
	end   func(used engine.Usage, err error) // nil once it is closed
	seen  Progress
	begun bool
	done  bool
	last  error // what reading ended with
	err   error // why the answer broke off
}

func (l *lent) Read(p []byte) (int, error) {
	for {
		if n := copy(p, l.out); n > 0 {
			l.out = l.out[n:]
			return n, nil
		}
		if l.done {
			return 0, l.last
		}
		n, err := l.ReadCloser.Read(p)
		l.heard(p[:n], err)
		if !l.Counted || l.clean(p[:n]) && err == nil {
			return n, err
		}
		l.stripper.add(p[:n])
		if err != nil {
			l.stripper.end()
		}
	}
}

// heard counts what has come, and notes how the answer ended.
func (l *lent) heard(p []byte, err error) {
	if len(p) > 0 && !l.begun {
		l.begun = true
		l.seen.Answered()
	}
	l.counter.add(p)
	if err == nil || l.done {
		return
	}
	l.done, l.last = true, err
	whole := errors.Is(err, io.EOF)
	if !whole && (left(l.ctx) || errors.Is(err, context.Canceled)) {
		return
	}
	if l.of.notes.Note(l.model, whole, time.Since(l.start)); !whole {
		l.err = err
	}
}

func (l *lent) Close() error {
	err := l.ReadCloser.Close()
	if l.end != nil {
		l.end(l.total(l.asked, l.long), l.err)
		l.end = nil
	}
	return err
}
