// Package document is the engine that takes the text out of documents: DOCX,
// PPTX, OpenDocument, EPUB, HTML, Markdown, RTF, mail, tables and plain text
// of any encoding. PDF and pictures are read by programs, not here; but the pages of PDF
// files are taken, turned, parted and joined here, and pictures bound to one.
package document

import (
	"context"
	"embed"
	"path"
	"strings"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

//go:embed cards/*.md
var cards embed.FS

// Models describes the models of this engine.
func Models() ([]catalog.Model, error) { return catalog.ReadCards(cards, "cards", "native") }

// New returns an engine that reads documents. It is safe for concurrent use.
func New() engine.Func { return answer }

// maxBytes is how large a document may be, packed or unpacked.
const maxBytes = 200 << 20

func answer(ctx context.Context, req engine.Request) (port.Values, error) {
	switch req.Model.Name {
	case "document-text":
		return extract(ctx, req)
	case "take-pages":
		return take(req)
	case "turn-pages":
		return turn(req)
	case "split-pages":
		return split(ctx, req)
	case "join-pages":
		return join(req)
	case "pictures-to-pdf":
		return bind(ctx, req)
	case "write-document":
		return write(ctx, req)
	}
	return nil, fault.About(req.Model.String(), fault.NotFound, "is no model over documents")
}

func extract(ctx context.Context, req engine.Request) (port.Values, error) {
	v, ok := req.In.First("document")
	if !ok {
		return nil, fault.New(fault.Invalid, "no document is given; attach a file")
	}
	name := v.Name
	if name == "" {
		name = "the document"
	}
	b, err := v.Read(maxBytes)
	if err != nil {
		return nil, fault.About(name, fault.TooLarge, "cannot be read whole, or has over %d MB; give a part of it", maxBytes>>20)
	}
	text, err := Text(ctx, name, b)
	if err != nil {
		return nil, err
	}
	out := port.NewText(text)
	out.Name = strings.TrimSuffix(name, path.Ext(name)) + ".txt"
	return port.Values{"text": {out}}, nil
}
