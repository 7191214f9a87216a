package assistant

import (
	"context"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/material"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/task"
)

// abilities says what can be done here, by what it is done to: the tasks that
// some model does now.
func (a *Assistant) abilities(ctx context.Context, lang string) (string, error) {
	lines := []string{phrase(lang, "Say what you need and attach the files. This can be done here:", "请说出您的需要，并附上文件。这里可以做：")}
	for _, m := range material.Kinds {
		var names []string
		for _, t := range task.All() {
			if !m.Takes(t) {
				continue
			}
			choices, err := a.parts.Models.Choose(ctx, catalog.Need{Task: t.ID})
			if err != nil {
				return "", fmt.Errorf("look up what can be done: %w", err)
			}
			if len(choices) > 0 && choices[0].Err == nil {
				names = append(names, phrase(lang, material.Uncapitalised(t.En), t.Zh))
			}
		}
		if len(names) > 0 {
			lines = append(lines, phrase(lang, m.En, m.Zh)+phrase(lang, ": ", "：")+strings.Join(names, phrase(lang, ", ", "、")), "  "+phrase(lang, m.Shown[0], m.Shown[1]))
		}
	}
	lines = append(lines, phrase(lang, "Several steps may stand in one request. What shall I do?", "一句话里可以有好几步。您想做什么？"))
	return strings.Join(lines, "\n"), nil
}
