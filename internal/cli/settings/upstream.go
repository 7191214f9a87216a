package settings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/app"
)

// upstream is a server that repositories are fetched from, in the settings file.
type upstream struct {
	Name  string   `toml:"name" comment:"What it is called here."`
	URL   string   `toml:"url"`
	Kind  string   `toml:"kind" comment:"huggingface, modelscope or tenon."`
	Token string   `toml:"token" comment:"Whose repositories are fetched besides public ones; TENON_UPSTREAM_TOKEN_NAME keeps it out of this file."`
	Allow []string `toml:"allow" comment:"Which repositories are fetched, such as \"Qwen/*\" or \"*/*-gguf\"; empty is all."`
	Deny  []string `toml:"deny" comment:"Which are not."`
}

// wellKnown are upstreams that need no more than their name.
var wellKnown = map[string]upstream{
	"huggingface": {URL: "https://huggingface.co", Kind: "huggingface"},
	"modelscope":  {URL: "https://www.modelscope.cn", Kind: "modelscope"},
}

// parseUpstream reads an upstream as a flag has it: its name, and then
// KEY=VALUE of the settings file.
func parseUpstream(s string) (u upstream, err error) {
	words := strings.Fields(s)
	if len(words) == 0 {
		return u, fmt.Errorf("an upstream has a name: --upstream 'NAME url=… kind=… allow=OWNER/NAME,…', or one of huggingface and modelscope")
	}
	u = wellKnown[words[0]]
	u.Name = words[0]
	if u.Kind == "" {
		u.Kind = "tenon"
	}
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "url":
			u.URL = value
		case "kind":
			u.Kind = value
		case "token":
			u.Token = value
		case "allow":
			u.Allow = names(value)
		case "deny":
			u.Deny = names(value)
		default:
			return u, fmt.Errorf("%q in upstream %s is none of url=, kind=, token=, allow= and deny=", word, u.Name)
		}
	}
	return u, nil
}

// upstreams adds those of the environment and of flags to those of the file.
// Of one name the last counts.
func (s source) upstreams(set *Settings) error {
	asked := slices.DeleteFunc(strings.Split(s.getenv("TENON_UPSTREAM"), ";"), func(v string) bool { return strings.TrimSpace(v) == "" })
	for _, text := range append(asked, s.flags.Upstreams...) {
		u, err := parseUpstream(text)
		if err != nil {
			return err
		}
		set.Upstreams = slices.DeleteFunc(set.Upstreams, func(o upstream) bool { return o.Name == u.Name })
		set.Upstreams = append(set.Upstreams, u)
	}
	for i, u := range set.Upstreams {
		variable := "TENON_UPSTREAM_TOKEN_" + strings.ToUpper(strings.ReplaceAll(u.Name, "-", "_"))
		if t := s.getenv(variable); t != "" {
			set.Upstreams[i].Token = t
		}
	}
	return nil
}

// mirrors is what the program makes of the settings.
func (set Settings) mirrors() app.Mirrors {
	m := app.Mirrors{Interval: minutes(set.MirrorMinutes), Cache: set.MirrorCache << 30}
	for _, u := range set.Upstreams {
		m.Upstreams = append(m.Upstreams, app.Upstream(u))
	}
	return m
}
