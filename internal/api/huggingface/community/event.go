package community

import (
	"html"
	"strings"

	"github.com/tenonhub/tenon/internal/discussion"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// hidden is what clients read in the place of a comment that was hidden.
const hidden = "This comment has been hidden"

func pointer(e discussion.Event) *wire.DiscussionEvent {
	w := event(e)
	return &w
}

// event is an event as clients read it.
func event(e discussion.Event) wire.DiscussionEvent {
	w := wire.DiscussionEvent{ID: e.ID, Author: someone(e.Author), CreatedAt: wire.Time(e.At)}
	switch e.Kind {
	case discussion.Comment:
		w.Type, w.Data = "comment", comment(e)
	case discussion.Moved:
		w.Type, w.Data = "status-change", wire.NewStatus{Status: e.Text}
	case discussion.Pushed:
		w.Type, w.Data = "commit", wire.NewCommit{Subject: e.Text, OID: string(e.Commit)}
	case discussion.Retitled:
		w.Type, w.Data = "title-change", wire.NewTitle{From: e.From, To: e.Text}
	}
	return w
}

// comment has each text with who wrote it when: a former one was written when
// the one before it was replaced.
func comment(e discussion.Event) wire.Said {
	s := wire.Said{Edited: len(e.Edits) > 0, Hidden: e.Hidden, NumEdits: len(e.Edits), History: []wire.Version{}}
	by, at := e.Author, e.At
	for _, old := range e.Edits {
		s.History = append(s.History, wire.Version{Raw: old.Text, HTML: paragraphs(old.Text), UpdatedAt: wire.Time(at), Author: someone(by)})
		by, at = old.By, old.At
	}
	text := e.Text
	if e.Hidden {
		text = hidden
	}
	s.Latest = wire.Version{Raw: text, HTML: paragraphs(text), UpdatedAt: wire.Time(at), Author: someone(by)}
	return s
}

// paragraphs is a text as HTML that shows it as it was written.
func paragraphs(s string) string {
	var b strings.Builder
	for p := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>") + "</p>")
		}
	}
	return b.String()
}
