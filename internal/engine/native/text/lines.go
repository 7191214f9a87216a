package text

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/text/row"
	"github.com/tenonhub/tenon/internal/port"
)

// edit leaves out lines and puts them in order, and notes how many there are.
func edit(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	lines := row.Of(s)
	all, twice := len(lines), 0
	if req.Params.Bool("filled") {
		lines = row.Filled(lines)
	}
	empty := all - len(lines)
	if req.Params.Bool("unique") {
		lines, twice = row.Unique(lines)
	}
	lines = row.Sorted(lines, row.Order(req.Params.Text("sort")))
	out := port.NewText(strings.Join(lines, "\n") + "\n")
	if v, _ := req.In.First("text"); v.Name != "" {
		out.Name = strings.TrimSuffix(v.Name, path.Ext(v.Name)) + "-lines.txt"
	}
	chinese := strings.HasPrefix(req.Params.Text("language"), "zh")
	note := fmt.Sprintf("%d lines of %d are left.", len(lines), all)
	if twice > 0 || req.Params.Bool("unique") {
		note = fmt.Sprintf("Lines that stood there twice and were left out: %d; %d are left.", twice, len(lines))
	}
	if chinese {
		note = fmt.Sprintf("共 %d 行，保留 %d 行。", all, len(lines))
		if twice > 0 || req.Params.Bool("unique") {
			note = fmt.Sprintf("去掉了 %d 行重复的，保留 %d 行。", twice, len(lines))
		}
	}
	if empty+twice == 0 && !req.Params.Bool("unique") && !req.Params.Bool("filled") {
		note = ""
	}
	return port.Values{"text": {out}, "note": {port.NewText(note)}}, nil
}
