package remote

import (
	"context"
	_ "embed" // the guesses
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// guess says what models of such a name are for. The first that fits holds.
type guess struct {
	Name  string    `json:"name"` // a regular expression over the ID in lower case
	Tasks []task.ID `json:"tasks"`

	name *regexp.Regexp
}

//go:embed guesses.json
var guessSource []byte

// Broken guesses are a programmer's mistake, so reading them panics.
var guesses = sync.OnceValue(func() (l []guess) {
	if err := json.Unmarshal(guessSource, &l); err != nil {
		panic(fmt.Sprintf("remote: read the guesses: %v", err))
	}
	for i := range l {
		l[i].name = regexp.MustCompile(l[i].Name)
	}
	return l
})

// Guess is what a model is for, by its name; nothing where it is for
// something that Tenon has no task for.
func Guess(id string) []task.ID {
	for _, g := range guesses() {
		if g.name.MatchString(strings.ToLower(id)) {
			return slices.Clone(g.Tasks)
		}
	}
	return nil
}

// Discover asks a server what models it has, and guesses what each is for;
// overrides, by ID, say it better. It tries the address with /v1 too: the
// connection that it returns has the address that answered.
func (e *Engine) Discover(ctx context.Context, name, baseURL string, key Secret, overrides map[string][]task.ID) (Connection, error) {
	conn := Connection{Name: name, BaseURL: strings.TrimRight(baseURL, "/"), Key: key, Models: []Model{{ID: "any", Tasks: []task.ID{"text-generation"}}}}
	if err := conn.Check(); err != nil {
		return conn, err
	}
	list, err := e.list(ctx, conn)
	if r, ok := errors.AsType[*refusal](err); err != nil && (!ok || r.code == http.StatusNotFound || r.code == http.StatusMethodNotAllowed) && bare(conn.BaseURL) {
		with := conn
		with.BaseURL += "/v1"
		if second, again := e.list(ctx, with); again == nil {
			conn, list, err = with, second, nil
		}
	}
	if err != nil {
		return conn, err
	}
	conn.Models = nil
	for _, m := range list {
		tasks, known := overrides[m.ID]
		if !known {
			tasks = Guess(m.ID)
		}
		if m.ID != "" && len(tasks) > 0 {
			conn.Models = append(conn.Models, Model{ID: m.ID, Tasks: tasks})
		}
	}
	for _, id := range missing(overrides, list) { // servers do not list all that they have
		conn.Models = append(conn.Models, Model{ID: id, Tasks: overrides[id]})
	}
	if len(conn.Models) == 0 {
		return conn, conn.wrong("it lists no model that there is a task for; name one with --model")
	}
	return conn, conn.Check()
}

func missing(overrides map[string][]task.ID, list []openai.Model) []string {
	var ids []string
	for id := range overrides {
		if !slices.ContainsFunc(list, func(m openai.Model) bool { return m.ID == id }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// bare reports whether an address has no path yet.
func bare(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.Trim(u.Path, "/") == ""
}

func (e *Engine) list(ctx context.Context, conn Connection) ([]openai.Model, error) {
	c := &call{Engine: e, conn: conn, model: Model{ID: "list of models"}, apart: true}
	body, err := c.send(ctx, http.MethodGet, "/models", payload{})
	switch {
	case ctx.Err() != nil:
		return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	case err != nil:
		return nil, err
	}
	defer body.Close()
	var list openai.ModelList
	if err := c.decode(body, &list); err != nil {
		return nil, err
	}
	return list.Data, nil
}
