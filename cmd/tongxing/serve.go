package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
)

// grace is how long running requests may take after the program was told to stop.
const grace = 20 * time.Second

type serveCmd struct {
	Check bool `help:"Only check the settings, say what is wrong with them, and stop."`
}

// Run serves until SIGINT or SIGTERM, then finishes the running requests.
func (c serveCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	if err := cfg.refuse(); err != nil {
		return fmt.Errorf("the settings are not safe to start with:\n%w", err)
	}
	if c.Check {
		_, err := fmt.Fprintln(out, "the settings are fit to start with")
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	a, err := newApp(ctx, cfg, log, parts{now: cfg.clock})
	if err != nil {
		return err
	}
	log.Info("starting", slog.Any("settings", cfg))
	ln, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return errors.Join(fmt.Errorf("listen on TONGXING_ADDR: %w", err), a.Close())
	}
	if _, err := fmt.Fprintf(out, "Tongxing 同行 listens on http://%s  (API description: /docs)\n", ln.Addr()); err != nil {
		return errors.Join(err, ln.Close(), a.Close())
	}
	return a.serve(ctx, ln)
}

// serve answers on ln until ctx ends, and runs the timetable, the outbox and the audit chain if the settings ask for them.
// It closes the app.
func (a *app) serve(ctx context.Context, ln net.Listener) error {
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	a.checkPagesAtStart(work)
	var background sync.WaitGroup
	background.Go(func() { a.watchPages(work) })
	if a.cfg.Jobs {
		wake, stop := a.waker.Listen(notify.Topic)
		defer stop()
		background.Go(func() { a.dispatcher.Run(work, wake) })
		background.Go(func() { a.audit.Run(work, a.log) })
	}
	background.Go(func() { a.runner.Run(work) }) // without TONGXING_JOBS only the jobs that each process runs for itself
	ended := make(chan error, 1)
	go func() { ended <- a.http.Serve(ln) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		a.log.Info("stopping")
		err = a.http.Fiber().ShutdownWithTimeout(grace)
		<-ended
	}
	stopWork()
	background.Wait()
	return errors.Join(err, a.Close())
}
