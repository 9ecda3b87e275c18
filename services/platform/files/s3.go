package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// s3Part is how much of a blob of unknown size is held before it is sent; S3 takes no smaller parts.
const s3Part = 5 << 20

// s3 keeps blobs in a bucket of an S3-compatible store.
type s3 struct {
	client *minio.Client
	bucket string
}

// OpenS3 keeps blobs in the bucket of an address like https://KEY:SECRET@host/bucket?region=cn-north-1. It does not call
// the store.
func OpenS3(address string) (Blobs, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("files: the address of the S3 store cannot be read") // without the cause, which quotes the secret
	}
	secret, _ := u.User.Password()
	bucket := strings.Trim(u.Path, "/")
	if u.Host == "" || bucket == "" || strings.Contains(bucket, "/") || u.User.Username() == "" || secret == "" {
		return nil, errors.New("files: the address of the S3 store needs the form https://KEY:SECRET@host/bucket")
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(u.User.Username(), secret, ""), Secure: u.Scheme == "https", Region: u.Query().Get("region"),
	})
	if err != nil {
		return nil, fmt.Errorf("files: S3 store: %w", err)
	}
	return &s3{client: client, bucket: bucket}, nil
}

// Put sends the blob. The store shows it when it has all of it.
func (s *s3) Put(ctx context.Context, name string, size int64, write func(io.Writer) error) error {
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(write(w)) }()
	_, err := s.client.PutObject(ctx, s.bucket, name, r, size, minio.PutObjectOptions{
		ContentType: "application/octet-stream", PartSize: s3Part, DisableContentSha256: true, // what is stored is authenticated by its own seal
	})
	_ = r.CloseWithError(errors.New("files: the store has stopped reading"))
	return err
}

// Open asks for the blob.
func (s *s3) Open(ctx context.Context, name string) (io.ReadCloser, int64, error) {
	object, err := s.client.GetObject(ctx, s.bucket, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, 0, s3Missing(err)
	}
	info, err := object.Stat()
	if err != nil {
		return nil, 0, errors.Join(s3Missing(err), object.Close())
	}
	return object, info.Size, nil
}

// Rename copies the blob and removes the old one.
func (s *s3) Rename(ctx context.Context, from, to string) error {
	_, err := s.client.CopyObject(ctx, minio.CopyDestOptions{Bucket: s.bucket, Object: to}, minio.CopySrcOptions{Bucket: s.bucket, Object: from})
	if err != nil {
		return s3Missing(err)
	}
	return s.Remove(ctx, from)
}

// Remove removes the blob.
func (s *s3) Remove(ctx context.Context, name string) error {
	err := s.client.RemoveObject(ctx, s.bucket, name, minio.RemoveObjectOptions{})
	if errors.Is(s3Missing(err), ErrMissing) {
		return nil
	}
	return err
}

// Each lists the bucket.
func (s *s3) Each(ctx context.Context, prefix string, use func(BlobInfo) error) error {
	ctx, stop := context.WithCancel(ctx) // ends the listing when use fails
	defer stop()
	for o := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return o.Err
		}
		if err := use(BlobInfo{Name: o.Key, Size: o.Size, At: o.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func s3Missing(err error) error {
	if err != nil && minio.ToErrorResponse(err).StatusCode == http.StatusNotFound && minio.ToErrorResponse(err).Code != minio.NoSuchBucket {
		return ErrMissing
	}
	return err
}
