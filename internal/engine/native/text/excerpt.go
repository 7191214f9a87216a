package text

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/text/excerpt"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

func cutOut(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	part := req.Params.Text("part")
	found := excerpt.Find(s, part)
	if found == "" {
		return nil, fault.New(fault.Invalid, "the text has no such part: %q; name it as the text does, for example by a number or the words of its heading", part)
	}
	return port.Values{"text": {port.NewText(found)}}, nil
}
