package sqlite

import (
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
	"zombiezen.com/go/sqlite"
)

// keepPlans has every connection that is opened from now on keep the plan of a statement whatever values are bound to it.
// Otherwise SQLite plans some statements anew for each value (a limit, a column that is tested and not searched by), which
// costs more than a page of a list, and the plan that was tested would not be the one that runs. The driver has no
// setting for it, so SQLite is told to set it on each connection by its own hook for extensions.
var keepPlans = sync.OnceValue(func() error {
	tls := libc.NewTLS()
	defer tls.Close()
	set := func(tls *libc.TLS, db, _, _ uintptr) int32 {
		args := libc.NewVaList(int32(1), uintptr(0))
		if args == 0 {
			return lib.SQLITE_NOMEM
		}
		defer libc.Xfree(tls, args)
		return lib.Xsqlite3_db_config(tls, db, lib.SQLITE_DBCONFIG_ENABLE_QPSG, args)
	}
	pointer := *(*uintptr)(unsafe.Pointer(&struct {
		f func(*libc.TLS, uintptr, uintptr, uintptr) int32
	}{set})) // a function value as the translated C code takes it: the address of its code's address
	return sqlite.ResultCode(lib.Xsqlite3_auto_extension(tls, pointer)).ToError()
})
