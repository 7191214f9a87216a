// Command tenon is a model community in one program: an assistant that
// combines models, and the server with its page.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/cli"
)

// version is set by the build.
var version = "dev"

func main() {
	app.Child() // does not return in a child that was started to decode a file or hold a program
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	status := cli.Run(ctx, cli.Env{
		Args: os.Args[1:], Getenv: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Version: build(),
	})
	stop()
	os.Exit(status)
}

func build() string {
	if info, ok := debug.ReadBuildInfo(); ok && version == "dev" {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return version + "-" + s.Value[:12]
			}
		}
	}
	return version
}
