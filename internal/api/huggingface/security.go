package huggingface

import (
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/scan"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// security is what was found in a file, as clients read it.
func (c *call) security(r *hub.Handle, e hub.Entry) (*wire.Security, error) {
	found, scanned, err := r.Finding(c.ctx, e)
	if err != nil {
		return nil, err
	}
	if !scanned {
		return &wire.Security{Status: "unscanned"}, nil
	}
	s := &wire.Security{Status: status(found.Level())}
	if found.Pickle {
		p := &wire.PickleScan{Status: status(scan.Report{Imports: found.Imports}.Level()), Imports: []wire.PickleImport{}}
		for _, i := range found.Imports {
			safety := string(i.Level)
			if i.Level == scan.Safe {
				safety = "innocuous"
			}
			p.Imports = append(p.Imports, wire.PickleImport{Module: i.Module, Name: i.Name, Safety: safety})
		}
		s.PickleImport = p
	}
	if len(found.Notes) > 0 {
		var words []string
		for _, n := range found.Notes {
			if n.Line > 0 {
				words = append(words, fmt.Sprintf("line %d: %s", n.Line, n.What))
			} else {
				words = append(words, n.What)
			}
		}
		s.Findings = &wire.Scan{Status: status(scan.Report{Notes: found.Notes}.Level()), Message: strings.Join(words, "; ")}
	}
	return s, nil
}

// safety is what was found in the files of a listing.
func (c *call) safety(r *hub.Handle, l []hub.Entry) (*wire.Safety, error) {
	s := &wire.Safety{Done: true, Issues: []wire.Issue{}}
	for _, e := range l {
		if e.Mode == hub.Folder || e.Mode == hub.Module {
			continue
		}
		found, scanned, err := r.Finding(c.ctx, e)
		if err != nil {
			return nil, err
		}
		s.Done = s.Done && scanned
		if level := found.Level(); level != scan.Safe {
			s.Issues = append(s.Issues, wire.Issue{Path: e.Name, Level: status(level)})
		}
	}
	return s, nil
}

func status(l scan.Level) string {
	if l == scan.Dangerous {
		return "unsafe"
	}
	return string(l)
}
