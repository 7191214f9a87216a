package remote

import (
	"context"
	_ "embed" // the card's text
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

const (
	maxWeight   = 1000
	maxBackends = 100 // of one connection
)

// Check says what is wrong with a connection, and how to put it right.
func (c Connection) Check() error {
	if _, err := ref.ParseModel(c.Name + "/x"); err != nil || c.Name == "tenon" {
		return fault.New(fault.Invalid, "%q cannot be the name of a connection; use letters, digits, '.', '_' and '-', and not tenon", c.Name)
	}
	seen := map[string]bool{}
	for _, b := range c.Backends() {
		u, err := url.Parse(b.URL)
		switch {
		case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
			return c.wrong("its address %q does not begin with http:// or https:// and a host", b.URL)
		case u.User != nil:
			return c.wrong("its address carries a name or password; give the key with --key")
		case seen[b.URL]:
			return c.wrong("its address %s is named twice; give it a larger weight instead", b.URL)
		case b.Weight < 0 || b.Weight > maxWeight:
			return c.wrong("the weight of %s is %d; it can be 1 to %d", b.URL, b.Weight, maxWeight)
		}
		seen[b.URL] = true
	}
	if err := Bounded(c.Name, len(c.More)+1); err != nil {
		return err
	}
	if len(c.Models) == 0 {
		return c.wrong("it has no models; name one with --model")
	}
	for _, m := range c.Models {
		if m.ID == "" || len(m.Tasks) == 0 {
			return c.wrong("model %q has no name or no task", m.ID)
		}
		for _, id := range m.Tasks {
			if _, err := task.Lookup(string(id)); err != nil || !Serves(id) {
				return c.wrong("model %s cannot do %q; it can do: %s", m.ID, id, taskNames())
			}
		}
	}
	return nil
}

// Bounded says that a connection has too many servers, before any of them is asked.
func Bounded(name string, servers int) error {
	if servers > maxBackends {
		return Connection{Name: name}.wrong("it has %d servers; it can have %d", servers, maxBackends)
	}
	return nil
}

func (c Connection) wrong(format string, args ...any) error {
	return fault.About("connection "+c.Name, fault.Invalid, format, args...)
}

func taskNames() string {
	names := slices.Collect(maps.Keys(prompts()))
	names = append(names, others...)
	slices.Sort(names)
	var b strings.Builder
	for i, n := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(n))
	}
	return b.String()
}

// offer is one model for one task: what the catalogue lists.
type offer struct {
	name  string // in the connection
	model Model
	task  task.ID
}

// offers names each model after its ID, and for each task but the main one
// with the task after it: gpt-5, gpt-5.translation.
func (c Connection) offers() []offer {
	var l []offer
	taken := map[string]bool{}
	for _, m := range c.Models {
		for i, id := range m.Tasks {
			ending := ""
			if i > 0 {
				ending = "." + string(id)
			}
			base := clean(m.ID)
			base = base[:min(len(base), 90-len(ending))]
			name := base + ending
			for n := 2; taken[name]; n++ {
				name = fmt.Sprintf("%s-%d%s", base, n, ending)
			}
			taken[name] = true
			l = append(l, offer{name, m, id})
		}
	}
	return l
}

// clean makes a name as ref has them of a server's name of a model.
func clean(id string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-' {
			return r
		}
		return '-'
	}, id)
	for strings.Contains(name, "..") {
		name = strings.ReplaceAll(name, "..", ".")
	}
	if name = strings.Trim(name, ".-_"); name == "" {
		return "model"
	}
	return name
}

//go:embed card.md
var cardText string

// Models lists the models of all connections, each once for every task.
func (e *Engine) Models(ctx context.Context) ([]catalog.Model, error) {
	conns, err := e.source(ctx)
	if err != nil {
		return nil, err
	}
	var models []catalog.Model
	for _, c := range conns {
		if c.shown == nil {
			if c, err = c.Ready(); err != nil {
				return nil, err
			}
		}
		for _, o := range c.offers() {
			models = append(models, c.shown[o.name].Model)
		}
	}
	return models, nil
}

// shown is an offer as the catalogue has it.
type shown struct {
	catalog.Model
	model Model
	name  json.RawMessage // its server's, as requests have it
}

// Ready returns the connection with what is said of its models and where its servers
// are, so that this is not found out for each request. A source that is asked often returns such ones.
func (c Connection) Ready() (Connection, error) {
	c.shown, c.places = map[string]shown{}, map[string]*url.URL{}
	for _, b := range c.Backends() {
		if u, err := url.Parse(b.URL); err == nil { // it was checked when it was connected
			c.places[b.URL] = u
		}
	}
	for _, o := range c.offers() {
		t, err := task.Lookup(string(o.task))
		if err != nil {
			return c, fmt.Errorf("model %s of connection %s: %w", o.model.ID, c.Name, err)
		}
		name, err := json.Marshal(o.model.ID)
		if err != nil {
			return c, fmt.Errorf("write the name of model %s: %w", o.model.ID, err)
		}
		c.shown[o.name] = shown{catalog.Model{
			Ref: ref.Model{Owner: c.Name, Name: o.name}, Task: o.task, Engine: "remote", Licence: "other",
			Title: fmt.Sprintf("%s: %s at %s", t.En, o.model.ID, c.host()), Languages: o.model.Languages, Remote: !c.Local,
			Quality: orElse(o.model.Quality, 0.6), Speed: orElse(o.model.Speed, 0.4), Card: c.card(o, t),
		}, o.model, name}
	}
	return c, nil
}

// Has reports whether u is an address of a server of a connection that is ready.
func (c Connection) Has(u *url.URL) bool {
	for _, at := range c.places {
		if u.Scheme == at.Scheme && strings.EqualFold(u.Host, at.Host) && strings.HasPrefix(u.Path, at.Path) {
			return true
		}
	}
	return false
}

func orElse(v, otherwise float64) float64 {
	if v <= 0 || v > 1 {
		return otherwise
	}
	return v
}

func (c Connection) host() string {
	u, err := url.Parse(c.BaseURL)
	if err != nil {
		return c.Name
	}
	return u.Host
}

func (c Connection) card(o offer, t task.Task) string {
	where := "What you give it is sent to " + c.host() + ", and leaves this machine. The assistant asks before it does that."
	if c.Local {
		where = "What you give it is sent to " + c.host() + ", which the operator has declared to be their own."
	}
	languages := "any that the model knows"
	if len(o.model.Languages) > 0 {
		languages = strings.Join(o.model.Languages, ", ")
	}
	return strings.NewReplacer("{ref}", c.Name+"/"+o.name, "{id}", o.model.ID, "{host}", c.host(), "{tag}", t.Tag, "{task}", string(t.ID),
		"{title}", t.En, "{doc}", t.Doc, "{where}", where, "{languages}", languages,
		"{quality}", fmt.Sprint(orElse(o.model.Quality, 0.6)), "{speed}", fmt.Sprint(orElse(o.model.Speed, 0.4))).Replace(cardText)
}
