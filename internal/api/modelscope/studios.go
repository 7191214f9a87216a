package modelscope

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/modelscope"
)

// errNotRun says that apps are kept, and no more.
var errNotRun = fault.New(fault.NotFound, "this server has nothing at this address: it keeps the files of apps and runs none, so that they have no hardware, secrets or logs here")

// nothing answers what is asked of a repository that there is nothing of.
func (c *call) nothing() error {
	if c.place.Kind == hub.Space {
		return errNotRun
	}
	return errNothing
}

// createStudio makes an app, with a card of what is said of it.
func (c *call) createStudio() error {
	var q wire.CreateStudio
	if err := c.decode(&q); err != nil {
		return err
	}
	name, err := ref.ParseRepo(q.Owner + "/" + q.Name)
	if err != nil {
		return err
	}
	private, gated, err := studioSeen(q.StudioSettings)
	if err != nil {
		return err
	}
	r, err := c.Hub.Create(c.ctx, hub.Space, name, private || gated, hub.Operation{Path: "README.md", Content: studioCard(q)})
	if err != nil {
		return err
	}
	h, err := c.Hub.OpenID(c.ctx, r.ID, hub.See)
	if err == nil && gated {
		if h, err = c.Hub.OpenID(c.ctx, r.ID, hub.Manage); err == nil {
			err = c.gate(h)
		}
	}
	if err != nil {
		return err
	}
	return c.studio(h)
}

func (c *call) studio(h *hub.Handle) error {
	f, err := h.Known(c.ctx)
	if err != nil {
		return err
	}
	return c.ok(describeOpen(h.Repo, f))
}

// studioSettings says who sees an app. What else there is, is in its card.
func (c *call) studioSettings() error {
	if c.place.Kind != hub.Space {
		return c.nothing()
	}
	var q wire.StudioSettings
	if err := c.decode(&q); err != nil {
		return err
	}
	r, err := c.repo(hub.Manage)
	if err != nil {
		return err
	}
	if q.Visibility == "" && q.Private == nil {
		return fault.New(fault.Invalid, "of an app private and visibility can be set here: the rest is in its files, most of it in README.md")
	}
	private, gated, err := studioSeen(q)
	switch {
	case err != nil:
	case gated:
		err = c.gate(r)
	default: // private says who sees it, and nothing of who is given its files
		if err = r.SetPrivate(c.ctx, private); err == nil && q.Visibility == "public" && r.Gate != hub.GateNone {
			err = r.SetGate(c.ctx, hub.GateNone)
		}
	}
	if err != nil {
		return err
	}
	return c.studio(r)
}

// studioSeen reads who sees an app. A protected one is seen by all, and its files are
// given on request.
func studioSeen(q wire.StudioSettings) (private, gated bool, err error) {
	switch q.Visibility {
	case "":
		return q.Private != nil && *q.Private, false, nil
	case "public", "private":
		return q.Visibility == "private", false, nil
	case "protected":
		return false, true, nil
	}
	return false, false, fault.New(fault.Invalid, "visibility %.40q is none of public, protected and private", q.Visibility)
}

// studioCard is the card of a new app.
func studioCard(q wire.CreateStudio) []byte {
	var b strings.Builder
	b.WriteString("---\n")
	for _, line := range [][2]string{{"title", cmp.Or(q.DisplayName, q.Name)}, {"license", q.License}, {"sdk", strings.ToLower(q.SDK)}, {"sdk_version", q.SDKVersion}} {
		if line[1] != "" {
			text, _ := json.Marshal(line[1]) // which is YAML too
			b.WriteString(line[0] + ": " + string(text) + "\n")
		}
	}
	b.WriteString("---\n")
	if q.Description != "" {
		b.WriteString("\n" + q.Description + "\n")
	}
	return []byte(b.String())
}
