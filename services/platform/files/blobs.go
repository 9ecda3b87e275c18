package files

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"
)

// Blobs keeps bytes by name: in a directory (OpenDisk) or in an S3-compatible store (OpenS3).
type Blobs interface {
	// Put stores what write writes: whole and durable when it returns nil, and nothing otherwise. size is how many bytes
	// will come, or -1 when that is not known. A blob of the same name is replaced.
	Put(ctx context.Context, name string, size int64, write func(io.Writer) error) error
	// Open returns the bytes and how many there are, or ErrMissing.
	Open(ctx context.Context, name string) (io.ReadCloser, int64, error)
	// Rename gives a blob another name. It returns ErrMissing when there is none.
	Rename(ctx context.Context, from, to string) error
	// Remove removes a blob; one that is not there is no error.
	Remove(ctx context.Context, name string) error
	// Each calls use for every blob whose name begins with prefix, which ends in a slash.
	Each(ctx context.Context, prefix string, use func(BlobInfo) error) error
}

// BlobInfo is one blob in a list.
type BlobInfo struct {
	Name string
	Size int64
	At   time.Time // when it was stored
}

// ErrMissing means that there is no blob of that name.
var ErrMissing = errors.New("files: no such blob")

// What is kept lies below ObjectPrefix, named by the SHA-256 of the stored bytes. Parts of unfinished uploads lie below
// partPrefix; backups leave out names that begin with a dot.
const (
	ObjectPrefix = "objects/"
	partPrefix   = ".uploads/"
)

func objectName(sum string) string { return ObjectPrefix + sum[:2] + "/" + sum }

// sumOf is the hash in the name of an object; empty when the name is no object's.
func sumOf(object string) string {
	sum := object[strings.LastIndexByte(object, '/')+1:]
	if len(sum) != 64 || object != objectName(sum) {
		return ""
	}
	return sum
}
