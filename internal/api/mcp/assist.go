package mcp

import (
	"context"
	"fmt"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/shape"
)

const assistantTool = "assistant"

var theAssistant = &mcp.Tool{
	Name: assistantTool, Title: "Tenon's assistant",
	Description: "Fulfils a request in plain language, in English or Chinese, over the files that are given, by combining models into a graph and running it. " +
		"It answers in words and links the files that were made; where the request leaves too much open it asks back.",
	InputSchema: object{Type: "object", Required: []string{"request"}, Properties: map[string]property{
		"request": {Type: "string", Description: "what is wanted"},
		"files":   {Type: "array", Items: &property{Type: "string", Description: "the address of a file: https:, data:, or the link of what another tool made"}},
		"consent": {Type: "string", Enum: []string{"yes", "local"}, Description: "yes: inputs may be sent to models on other machines; local: nothing leaves this machine; left out, it asks"},
	}},
}

// assist asks the assistant and waits for its answer.
func (c caller) assist(ctx context.Context, call *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	ctx, stop := c.until(ctx)
	defer stop()
	run, err := c.ask(c.on(ctx), call)
	if err != nil {
		return c.failed(ctx, err), nil
	}
	res := &mcp.CallToolResult{IsError: run.State != assistant.Done && run.State != assistant.Question && run.State != assistant.Consent}
	for _, s := range []string{run.Answer, run.Error, run.Question, leaves(run)} {
		if s != "" {
			res.Content = append(res.Content, &mcp.TextContent{Text: s})
		}
	}
	for _, v := range run.Artefacts {
		if v.Digest == "" {
			res.Content = append(res.Content, &mcp.TextContent{Text: v.Text})
			continue
		}
		files, err := c.file(c.on(ctx), v)
		if err != nil {
			return c.failed(ctx, err), nil
		}
		res.Content = append(res.Content, files...)
	}
	return res, nil
}

func leaves(run assistant.Run) string {
	if run.State != assistant.Consent {
		return ""
	}
	return fmt.Sprintf("This would send the input to %v. Call again with consent “yes” to agree, or “local” to forbid it.", run.Leaves)
}

func (c caller) ask(ctx context.Context, call *mcp.CallToolRequest) (run assistant.Run, err error) {
	var args struct {
		Request string          `json:"request"`
		Files   []string        `json:"files"`
		Consent assistant.Leave `json:"consent"`
	}
	if err := c.admit(ctx); err != nil {
		return run, err
	}
	if err := shape.Read(call.Params.Arguments, &args); err != nil {
		return run, fault.New(fault.Invalid, "the arguments are not those of the assistant: %v", err)
	}
	if args.Consent != assistant.Asked && args.Consent != assistant.Yes && args.Consent != assistant.Local {
		return run, fault.New(fault.Invalid, "consent %q is not yes or local", args.Consent)
	}
	req := assistant.Request{Text: args.Request, Leave: args.Consent}
	var taken []string
	for _, address := range args.Files {
		g, err := c.Files.At(ctx, "file", address, taken)
		if err != nil {
			return run, err
		}
		req.Given, taken = append(req.Given, g), append(taken, g.Name)
	}
	owner := c.actor.Owner()
	if run, err = c.Desk.Ask(ctx, owner, req); err != nil {
		return run, err
	}
	id := run.ID
	for now, err := range c.Desk.Follow(ctx, owner, id) {
		if err != nil {
			if err := c.Desk.Leave(ctx, owner, id); err != nil {
				c.Log.WarnContext(ctx, "leave a run", "err", err)
			}
			return run, err
		}
		done := 0
		for _, n := range now.Nodes {
			if n.State.Ended() {
				done++
			}
		}
		if len(now.Nodes) > 0 {
			c.progress(ctx, call, float64(done)/float64(len(now.Nodes)), fmt.Sprintf("%d of %d steps", done, len(now.Nodes)))
		}
		run = now
	}
	return run, nil
}
