package chat

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/tenonhub/tenon/internal/cli/terminal"
)

// clean drops what a terminal would take for a command.
func clean(s string) string { return terminal.Plain(s) }

// maxLines is how many lines a history has at most.
const maxLines = 500

// History is what somebody has written, kept in a file. It implements
// term.History: the latest entry is the first.
type History struct {
	file  string
	lines []string // the oldest first
}

// OpenHistory reads the history in a file, which need not be there.
func OpenHistory(file string) (*History, error) {
	b, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the history of conversations: %w", err)
	}
	h := &History{file: file}
	for line := range bytes.Lines(b) {
		if s := strings.TrimSpace(string(line)); s != "" {
			h.lines = append(h.lines, s)
		}
	}
	h.lines = h.lines[max(0, len(h.lines)-maxLines):]
	return h, nil
}

// Add keeps a line, unless it is empty or the one before.
func (h *History) Add(line string) {
	if line = strings.TrimSpace(line); line == "" || len(h.lines) > 0 && h.lines[len(h.lines)-1] == line {
		return
	}
	h.lines = append(h.lines, line)
	h.lines = h.lines[max(0, len(h.lines)-maxLines):]
}

// Len is how many lines there are.
func (h *History) Len() int { return len(h.lines) }

// At is the line that was added so many lines before the last.
func (h *History) At(i int) string { return h.lines[len(h.lines)-1-i] }

// Save writes the history to its file, for its owner alone.
func (h *History) Save() error {
	if len(h.lines) == 0 {
		return nil
	}
	if err := os.WriteFile(h.file, []byte(strings.Join(h.lines, "\n")+"\n"), 0o600); err != nil {
		return fmt.Errorf("keep the history of conversations: %w", err)
	}
	return nil
}
