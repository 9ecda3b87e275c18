package sqlite

import (
	"errors"
	"reflect"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// desk is the memory of a connection from which SQLite reads the texts and the document of a statement. The driver takes
// memory for each of them and copies byte by byte, which costs a tenth of what it costs to insert a document. What lies on the
// desk lies there until the next statement comes, so only those use it that end with their first step.
type desk struct {
	tls    *libc.TLS
	handle uintptr // where a statement of the driver keeps SQLite's own, which it does not hand out
	memory uintptr
	size   int
	used   int
}

func newDesk() (*desk, error) {
	f, ok := reflect.TypeFor[sqlite.Stmt]().FieldByName("stmt")
	if !ok || f.Type.Kind() != reflect.Uintptr {
		return nil, errors.New("set up SQLite: this version of the driver keeps its statements differently")
	}
	return &desk{tls: libc.NewTLS(), handle: f.Offset}, nil
}

func (d *desk) close() {
	libc.Xfree(d.tls, d.memory)
	d.tls.Close()
}

// clear makes room for n bytes; what lay there is no longer to be read.
func (d *desk) clear(n int) error {
	if d.used = 0; n < d.size {
		return nil
	}
	libc.Xfree(d.tls, d.memory)
	d.size = 0
	if d.memory = libc.Xmalloc(d.tls, libc.Tsize_t(n+n/2+4096)); d.memory == 0 { //nolint:gosec // lengths are not negative
		return sqlite.ResultNoMem.ToError()
	}
	d.size = n + n/2 + 4096
	return nil
}

// put lays text down and returns where. It is there even when it is empty: nowhere would be null.
func put[T string | []byte](d *desk, text T) uintptr {
	at := d.memory + uintptr(d.used) //nolint:gosec // it is not negative
	copy(libc.GoBytes(at, len(text)), text)
	d.used += len(text)
	return at
}

// bind binds the values to the statement, and the document, if there is one, in the place of that number.
func (d *desk) bind(stmt *sqlite.Stmt, args []query.Value, doc []byte, docAt int) error {
	n := len(doc)
	for _, v := range args {
		n += len(v.Str)
	}
	if err := d.clear(n); err != nil {
		return err
	}
	handle := *(*uintptr)(unsafe.Add(unsafe.Pointer(stmt), d.handle))
	for i, v := range args {
		code, at := int32(lib.SQLITE_OK), int32(i+1) //nolint:gosec // a statement has few values
		switch {
		case doc != nil && i+1 == docAt:
			code = lib.Xsqlite3_bind_blob(d.tls, handle, at, put(d, doc), int32(len(doc)), lib.SQLITE_STATIC) //nolint:gosec // documents are far smaller
		case v.Kind == query.String:
			code = lib.Xsqlite3_bind_text(d.tls, handle, at, put(d, v.Str), int32(len(v.Str)), lib.SQLITE_STATIC) //nolint:gosec // as above
		default:
			bindOne(stmt, i+1, v)
		}
		if code != lib.SQLITE_OK {
			return sqlite.ResultCode(code).ToError()
		}
	}
	return nil
}
