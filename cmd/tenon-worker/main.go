// Command tenon-worker holds one loaded model and answers for it on a Unix
// socket. The server starts it; nobody else needs to.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/tenonhub/tenon/internal/worker"
)

func main() {
	worker.Child() // does not return in a child that was started to apply templates
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := worker.Run(ctx, os.Args[1:], os.Stderr)
	stop()
	os.Exit(status)
}
