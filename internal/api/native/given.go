package native

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
	"github.com/tenonhub/tenon/internal/port"
)

// checkGiven lets values through that are in the store under their digest, as
// what they are, under clean names. A graph that came along reads the new names.
func (s server) checkGiven(ctx context.Context, h *head) error {
	if len(h.Given) > maxFiles {
		return fault.New(fault.TooLarge, "over %d files came with the request", maxFiles)
	}
	renamed, names := map[string]string{}, []string{}
	for i, g := range h.Given {
		was := g.Name
		switch {
		case g.Digest == "" && g.Text == "" || g.Name == "":
			return fault.New(fault.Invalid, "a given value needs a name, and a digest or a text")
		case !slices.Contains(port.Types(), g.Type):
			return fault.About(intake.Name(was), fault.Invalid, "there is no type %.40q; a given value has one of %v", g.Type, port.Types())
		case renamed[was] != "":
			return fault.About(intake.Name(was), fault.Invalid, "two given values have this name; each needs its own")
		}
		g.Name = intake.Unique(was, names)
		if err := s.checkValue(ctx, &g); err != nil {
			return err
		}
		renamed[was], names, h.Given[i] = g.Name, append(names, g.Name), g
	}
	if h.Graph == nil {
		return nil
	}
	for _, n := range h.Graph.Nodes {
		for i, test := range n.When {
			if name := renamed[test.Given]; name != "" {
				n.When[i].Given = name
			}
		}
		for _, sources := range n.In {
			for i := range sources {
				for from := &sources[i]; from != nil; from = from.Else {
					if name := renamed[from.Given]; name != "" {
						from.Given = name
					}
				}
			}
		}
	}
	return nil
}

// written are the types whose values are words, in a file or without one.
func written(t port.Type) bool {
	return slices.Contains([]port.Type{port.Text, port.Table, port.Labels, port.Boxes, port.Embedding, port.Chat}, t)
}

// checkValue sees to it that a value is what its bytes are. What the bytes
// leave open, such as that a text is labels, is as it was said.
func (s server) checkValue(ctx context.Context, g *assistant.Given) error {
	if g.Digest == "" {
		if !written(g.Type) {
			return fault.About(g.Name, fault.Invalid, "a value of type %s is a file: it needs a digest; attach it", g.Type)
		}
		g.Size = int64(len(g.Text))
		return nil
	}
	is, err := s.Files.Recognise(ctx, g.Name, g.Digest)
	if err != nil {
		return err
	}
	if is.Type != g.Type && (written(is.Type) && written(g.Type) || is.Type == port.Image && g.Type == port.Masks) {
		is.Type, is.Media = g.Type, g.Media
	}
	if is.Notice == "" {
		is.Notice = g.Notice
	}
	is.Source = g.Source
	*g = is
	return nil
}

const (
	maxFound  = 8 // addresses in the words of a request that are fetched
	foundTime = time.Minute
)

var (
	address = regexp.MustCompile(`https?://[^\s<>"'“”‘’，。；、（）()「」『』«»]+`)
	quoted  = regexp.MustCompile(`"[^"]*"|“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|«[^»]*»|(?:^|[\s(])'[^']*'`)
)

// follow fetches the addresses that came beside the request; each must come.
// Those in its words are fetched as far as that goes: who speaks of an address
// does not always mean the file.
func (s server) follow(ctx context.Context, h head) (assistant.Request, error) {
	if len(h.URLs)+len(h.Given) > maxFiles {
		return h.Request, fault.New(fault.TooLarge, "over %d files and addresses came with the request", maxFiles)
	}
	for _, u := range h.URLs {
		if fetched(h.Given, u) {
			continue
		}
		g, err := s.fetch(ctx, u)
		if err != nil {
			return h.Request, err
		}
		h.add(g)
	}
	found := h.found()
	files := make([]*assistant.Given, len(found))
	ctx, cancel := context.WithTimeout(ctx, foundTime)
	defer cancel()
	var all sync.WaitGroup
	for i, u := range found {
		all.Go(func() {
			g, err := s.fetch(ctx, u)
			if err != nil {
				s.Log.DebugContext(ctx, "an address in a request stays words", "err", err)
				return
			}
			files[i] = &g
		})
	}
	all.Wait()
	for _, g := range files {
		if g != nil {
			h.add(*g)
		}
	}
	return h.Request, nil
}

func (h *head) add(g assistant.Given) {
	g.Name = intake.Unique(g.Name, taken(h.Given))
	h.Given = append(h.Given, g)
}

// found are the addresses in the words of the request that are to be fetched:
// none that is quoted, and none at all if only a plan is wanted, nothing may
// leave the machine, or the graph is there already.
func (h *head) found() []string {
	if h.Plan || h.Leave == assistant.Local || h.Graph != nil {
		return nil
	}
	quotes := quoted.FindAllStringIndex(h.Text, -1)
	var urls []string
	for _, at := range address.FindAllStringIndex(h.Text, -1) {
		u := strings.TrimRight(h.Text[at[0]:at[1]], ".,;:!?")
		inside := slices.ContainsFunc(quotes, func(q []int) bool { return q[0] <= at[0] && at[0] < q[1] })
		if inside || slices.Contains(urls, u) || fetched(h.Given, u) {
			continue
		}
		if len(urls) == min(maxFound, maxFiles-len(h.Given)) {
			break
		}
		urls = append(urls, u)
	}
	return urls
}

func fetched(given []assistant.Given, url string) bool {
	return slices.ContainsFunc(given, func(g assistant.Given) bool { return g.Source == url })
}

func (s server) fetch(ctx context.Context, url string) (assistant.Given, error) {
	name, body, err := s.Files.Fetch(ctx, url)
	if err != nil {
		return assistant.Given{}, err
	}
	defer body.Close()
	g, err := s.Files.Take(ctx, name, body, nil)
	g.Source = url
	return g, err
}
