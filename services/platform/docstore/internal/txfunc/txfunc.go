// Package txfunc calls the functions of transactions: a panic becomes an error, and whoever is called from inside one can
// find out, so that a store call with a foreign ctx is refused and does not wait for itself.
package txfunc

import (
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

// Call calls fn. A panic comes back as an error that names the place, never the value, which may be somebody's data.
func Call(log *slog.Logger, fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			stack := string(debug.Stack())
			err = fmt.Errorf("docstore: a transaction function panicked with a %T at %s", p, panicPlace())
			if log != nil {
				log.Error("transaction function panicked", "type", fmt.Sprintf("%T", p), "stack", stack)
			}
		}
	}()
	return enter(fn)
}

// panicPlace returns file and line of the innermost frame below the panic that is not of the runtime.
func panicPlace() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", f.File, f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

// enter calls fn. Its return address on a stack tells that the code above is called by a transaction function.
//
//go:noinline
func enter(fn func() error) error {
	err := fn()
	return err
}

// inside is that address, learned once.
var inside = sync.OnceValue(func() uintptr {
	var pcs [2]uintptr
	_ = enter(func() error {
		runtime.Callers(2, pcs[:]) // 0 Callers, 1 this function, 2 enter
		return nil
	})
	return pcs[0]
})

// Inside tells whether this goroutine is running a transaction function. It costs a walk up the stack.
func Inside() bool {
	var pcs [96]uintptr
	want := inside()
	for skip := 2; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs[:])
		for _, pc := range pcs[:n] {
			if pc == want {
				return true
			}
		}
		if n < len(pcs) {
			return false
		}
	}
}
