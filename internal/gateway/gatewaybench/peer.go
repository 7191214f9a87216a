package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// peer starts Portkey, another gateway: in a process of Node, with the backend
// named in each request, as it is made to be used. It meters nothing.
func peer(ctx context.Context, installed, dir, backend string) (*server, error) {
	host, err := free(ctx)
	if err != nil {
		return nil, err
	}
	home := filepath.Join(dir, "peer")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, err
	}
	s := &server{side: side{
		name: "portkey", host: host, path: "/v1/chat/completions", model: "instant", token: "x",
		header: fmt.Sprintf("x-portkey-provider: openai\r\nx-portkey-custom-host: %s\r\n", backend),
	}}
	program := filepath.Join(installed, "node_modules", "@portkey-ai", "gateway", "build", "start-server.js")
	s.cmd = exec.CommandContext(ctx, "node", program, "--port="+host[strings.LastIndexByte(host, ':')+1:], "--headless")
	s.cmd.Dir = home
	s.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "NODE_ENV=production"}
	if err := s.start(ctx, "/"); err != nil {
		return nil, err
	}
	return s, nil
}
