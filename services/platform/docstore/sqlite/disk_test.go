package sqlite

import (
	"strings"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// Disk wraps the file operations of every store that this process opens after Between. It counts writes and syncs and can
// make them fail.
type Disk struct {
	mu      sync.Mutex
	ops     int64 // number of writes and syncs
	failing func(op int64, sync bool) (code int32)
	failed  int
	dirty   bool // the log has frames that are not synced yet
	syncs   int64
}

var (
	disk     Disk
	between  sync.Once
	original lib.Tsqlite3_vfs
	methods  lib.Tsqlite3_io_methods // the methods of SQLite
	shadows  = map[uintptr]uintptr{} // our methods, by the address of SQLite's
	logs     sync.Map                // the files that are write-ahead logs
)

// Between installs the Disk, once.
func Between() *Disk {
	between.Do(func() {
		tls := libc.NewTLS()
		found := lib.Xsqlite3_vfs_find(tls, 0)
		original = *at[lib.Tsqlite3_vfs](found)
		own := libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(original)))
		v := at[lib.Tsqlite3_vfs](own)
		*v = original
		name, err := libc.CString("counted")
		if err != nil {
			panic(err)
		}
		v.FzName = name
		v.FxOpen = pointer(opened)
		if rc := lib.Xsqlite3_vfs_register(tls, own, 1); rc != lib.SQLITE_OK {
			panic("the file system of the test was refused")
		}
	})
	disk.mu.Lock()
	defer disk.mu.Unlock()
	disk.ops, disk.failed, disk.syncs, disk.failing = 0, 0, 0, nil
	return &disk
}

// Fail makes operations fail for which code is not 0; they are counted from 1 from now on.
func (d *Disk) Fail(code func(op int64, sync bool) int32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ops, d.failed, d.failing = 0, 0, code
}

// Failed returns how many operations failed since Fail.
func (d *Disk) Failed() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.failed
}

// Log returns whether the log was written to since its last sync began, and the number of its syncs.
func (d *Disk) Log() (dirty bool, syncs int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.dirty, d.syncs
}

func (d *Disk) op(sync bool) int32 {
	d.ops++
	if d.failing == nil {
		return lib.SQLITE_OK
	}
	code := d.failing(d.ops, sync)
	if code != lib.SQLITE_OK {
		d.failed++
	}
	return code
}

func at[T any](p uintptr) *T { return (*T)(*(*unsafe.Pointer)(unsafe.Pointer(&p))) }

// pointer returns a Go function in the form that the translated C code calls; call converts it back.
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

func call[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }

func opened(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
	rc := call[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](original.FxOpen)(tls, vfs, name, file, flags, out)
	f := at[lib.Tsqlite3_file](file)
	if rc != lib.SQLITE_OK || flags&(lib.SQLITE_OPEN_MAIN_DB|lib.SQLITE_OPEN_WAL) == 0 {
		return rc
	}
	disk.mu.Lock()
	defer disk.mu.Unlock()
	logs.Delete(file)
	if strings.HasSuffix(libc.GoString(name), "-wal") {
		logs.Store(file, true)
	}
	methods = *at[lib.Tsqlite3_io_methods](f.FpMethods) // the same for files with and without locks
	if shadows[f.FpMethods] == 0 {
		own := libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(methods)))
		m := at[lib.Tsqlite3_io_methods](own)
		*m = methods
		m.FxWrite, m.FxSync = pointer(written), pointer(synced)
		shadows[f.FpMethods] = own
	}
	f.FpMethods = shadows[f.FpMethods]
	return rc
}

func written(tls *libc.TLS, file, from uintptr, n int32, offset int64) int32 {
	disk.mu.Lock()
	code := disk.op(false)
	if _, isLog := logs.Load(file); isLog {
		disk.dirty = true
	}
	disk.mu.Unlock()
	if code != lib.SQLITE_OK {
		return code
	}
	return call[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](methods.FxWrite)(tls, file, from, n, offset)
}

func synced(tls *libc.TLS, file uintptr, flags int32) int32 {
	disk.mu.Lock()
	code := disk.op(true)
	_, isLog := logs.Load(file)
	disk.mu.Unlock()
	if code != lib.SQLITE_OK {
		return code
	}
	rc := call[func(*libc.TLS, uintptr, int32) int32](methods.FxSync)(tls, file, flags)
	disk.mu.Lock()
	if isLog && rc == lib.SQLITE_OK {
		disk.dirty = false // only the writer writes it, and the writer is here
		disk.syncs++
	}
	disk.mu.Unlock()
	return rc
}
