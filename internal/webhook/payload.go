package webhook

import (
	"encoding/json"
	"fmt"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// version is that of the form of payloads, which is the Hugging Face Hub's.
const version = 3

type payload struct {
	Event      event       `json:"event"`
	Repo       repo        `json:"repo"`
	Refs       []moved     `json:"updatedRefs,omitempty"`
	Settings   *settings   `json:"updatedConfig,omitempty"`
	MovedTo    *newName    `json:"movedTo,omitempty"`
	Discussion *discussion `json:"discussion,omitempty"`
	Comment    *comment    `json:"comment,omitempty"`
	Webhook    hook        `json:"webhook"`
}

type event struct {
	ID     string `json:"id"` // the same if it is told of twice
	Action string `json:"action"`
	Scope  string `json:"scope"`
}

type object struct {
	ID string `json:"id"`
}

type addresses struct {
	Web string `json:"web"`
	API string `json:"api,omitempty"`
}

type repo struct {
	Type    string    `json:"type"`
	Name    string    `json:"name"` // with its owner
	ID      string    `json:"id"`
	Private bool      `json:"private"`
	Owner   object    `json:"owner"`
	Head    string    `json:"headSha,omitempty"`
	URL     addresses `json:"url"`
}

type moved struct {
	Ref string  `json:"ref"`
	Old *string `json:"oldSha"` // null: it was not there
	New *string `json:"newSha"` // null: it is gone
}

type settings struct {
	Private bool `json:"private"`
	Gated   any  `json:"gated"` // false, auto or manual
}

type newName struct {
	Name  string `json:"name"`
	Owner object `json:"owner"`
}

type discussion struct {
	ID     string    `json:"id"`
	Number int       `json:"num"`
	Title  string    `json:"title"`
	Author object    `json:"author"`
	Status string    `json:"status"`
	Pull   bool      `json:"isPullRequest"`
	URL    addresses `json:"url"`
}

type comment struct {
	ID     string    `json:"id"`
	Author object    `json:"author"`
	Text   string    `json:"content,omitempty"`
	Hidden bool      `json:"hidden"`
	URL    addresses `json:"url"`
}

type hook struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
}

// write makes the payload of an event for a webhook.
func write(base string, id ID, e hub.Event) (json.RawMessage, error) {
	name := e.Repo.Name
	p := payload{
		Event: event{ID: string(e.ID), Action: string(e.Deed), Scope: string(e.Scope)}, Webhook: hook{string(id), version},
	}
	if e.Deed == hub.Moved {
		p.MovedTo = &newName{Name: name.String(), Owner: person(name.Owner)}
		name = e.Was
	}
	web, api := base+prefix(e.Repo.Kind)+name.String(), base+"/api/"+string(e.Repo.Kind)+"s/"+name.String()
	p.Repo = repo{
		Type: string(e.Repo.Kind), Name: name.String(), ID: string(e.Repo.ID), Private: e.Repo.Private, Owner: person(name.Owner), Head: string(e.Repo.Head),
		URL: addresses{web, api},
	}
	for _, c := range e.Refs {
		p.Refs = append(p.Refs, moved{string(c.Name), sha(c.From), sha(c.To)})
	}
	if e.Scope == hub.OfSettings {
		p.Settings = &settings{Private: e.Repo.Private, Gated: false}
		if e.Repo.Gate != hub.GateNone {
			p.Settings.Gated = string(e.Repo.Gate)
		}
	}
	if t := e.Talk; t != nil {
		at := fmt.Sprintf("/discussions/%d", t.Number)
		p.Discussion = &discussion{
			ID: fmt.Sprintf("%s-%d", e.Repo.ID, t.Number), Number: t.Number, Title: t.Title, Author: person(t.Author), Status: t.Status, Pull: t.Pull,
			URL: addresses{web + at, api + at},
		}
		if s := t.Comment; s != nil {
			p.Comment = &comment{ID: s.ID, Author: person(s.Author), Text: s.Text, Hidden: s.Hidden, URL: addresses{Web: web + at + "#" + s.ID}}
		}
	}
	return json.Marshal(p)
}

func person(o ref.Owner) object { return object{o.Key()} }

func sha(o hub.OID) *string {
	if o == "" {
		return nil
	}
	s := string(o)
	return &s
}

// prefix is what the address of a repository's page begins with.
func prefix(k hub.Kind) string {
	if k == hub.Model {
		return "/"
	}
	return "/" + string(k) + "s/"
}
