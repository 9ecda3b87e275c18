package httpapi

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
)

// How long browsers may keep a file without asking: for ever if the hash of its content is in its name, otherwise not at
// all.
const (
	cacheForever = "public, max-age=31536000, immutable"
	cacheNever   = "no-cache"
)

// NoncePlace in a site's index.html is replaced by a new random number in every answer. Style elements that carry the number
// are allowed by the NonceCSP of the same answer.
const NoncePlace = "__NONCE__"

// staticFile is a file with fixed content, loaded at its first request.
type staticFile struct {
	mime, cache string
	load        func() (encodedFile, error)

	once sync.Once
	encodedFile
	tag string
	err error
}

// encodedFile is a file's content, plain and, where that is smaller, compressed.
type encodedFile struct{ plain, br, gzip []byte }

func (f *staticFile) prepare() {
	if f.encodedFile, f.err = f.load(); f.err == nil {
		sum := sha256.Sum256(f.plain)
		f.tag = hex.EncodeToString(sum[:8])
	}
}

// bestEncoding returns the smallest content that the client accepts. The encodings are asked for one by one because Fiber,
// given both, picks by the client's order, and without the header it accepts everything.
func (f *staticFile) bestEncoding(c *fiber.Ctx) (body []byte, encoding string) {
	if c.Get(fiber.HeaderAcceptEncoding) != "" {
		switch {
		case f.br != nil && c.AcceptsEncodings("br") == "br":
			return f.br, "br"
		case f.gzip != nil && c.AcceptsEncodings("gzip") == "gzip":
			return f.gzip, "gzip"
		}
	}
	return f.plain, ""
}

func (f *staticFile) serve(c *fiber.Ctx) error {
	if f.once.Do(f.prepare); f.err != nil {
		return fmt.Errorf("prepare a page: %w", f.err)
	}
	c.Set(fiber.HeaderCacheControl, f.cache)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderContentType, f.mime)
	body, encoding := f.bestEncoding(c)
	tag := f.tag
	if encoding != "" {
		tag += "-" + encoding
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	c.Set(fiber.HeaderETag, `"`+tag+`"`)
	c.Response().SetBodyRaw(body)
	return notModified(c)
}

// gzipped returns the content with a gzip version made now.
func gzipped(plain []byte) (encodedFile, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(plain); err != nil {
		return encodedFile{}, err
	}
	if err := w.Close(); err != nil {
		return encodedFile{}, err
	}
	return encodedFile{plain: plain, gzip: b.Bytes()}, nil
}

// Site is a folder of built files.
type Site struct {
	Prefix string // "/v/"
	Files  fs.FS  // name, and beside it name.br and name.gz when they are smaller; names in assets/ hold a hash of the content
	CSP    string // Content-Security-Policy of all its files

	// NonceCSP returns the policy of index.html, if it has a NoncePlace, for the number of one answer.
	NonceCSP func(nonce string) string
}

// Static serves the site. A path below its prefix that names no file is answered with index.html, whose script resolves it;
// a missing name with an extension or in assets/ is not found.
func (a *App) Static(s Site) error {
	files, err := s.listFiles()
	if err != nil {
		return fmt.Errorf("site %s: %w", s.Prefix, err)
	}
	first := fiber.Handler(func(*fiber.Ctx) error { return fiber.ErrNotFound })
	if f := files["index.html"]; f != nil {
		if first, err = s.indexHandler(f); err != nil {
			return fmt.Errorf("site %s: %w", s.Prefix, err)
		}
	}
	serve := func(c *fiber.Ctx) error {
		name, below := strings.CutPrefix(c.Path(), s.Prefix)
		if !below { // "/v": relative addresses in the page would be wrong
			return c.Redirect(s.Prefix, fiber.StatusMovedPermanently)
		}
		f := files[name]
		switch {
		case f != nil && name != "index.html":
			c.Set(fiber.HeaderContentSecurityPolicy, s.CSP)
			return f.serve(c)
		case strings.HasPrefix(name, "assets/") || path.Ext(name) != "" && f == nil:
			return fiber.ErrNotFound
		default:
			return first(c)
		}
	}
	a.fiber.Get(strings.TrimSuffix(s.Prefix, "/"), serve) // Fiber treats "/v/" as "/v", which "/v/*" does not match
	a.fiber.Get(s.Prefix+"*", serve)
	return nil
}

// indexHandler returns the handler that answers with index.html.
func (s Site) indexHandler(f *staticFile) (fiber.Handler, error) {
	page, err := fs.ReadFile(s.Files, "index.html")
	if err != nil {
		return nil, err
	}
	if s.NonceCSP != nil && bytes.Contains(page, []byte(NoncePlace)) {
		return func(c *fiber.Ctx) error { return s.serveWithNonce(c, page) }, nil
	}
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentSecurityPolicy, s.CSP)
		return f.serve(c)
	}, nil
}

func (s Site) listFiles() (map[string]*staticFile, error) {
	files := map[string]*staticFile{}
	err := fs.WalkDir(s.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Base(name)[0] == '.' {
			return err
		}
		if ext := path.Ext(name); ext == ".br" || ext == ".gz" {
			return nil
		}
		f := &staticFile{mime: mimeOf(name), cache: cacheNever, load: func() (encodedFile, error) { return s.readFile(name) }}
		if strings.HasPrefix(name, "assets/") {
			f.cache = cacheForever
		}
		files[name] = f
		return nil
	})
	return files, err
}

func (s Site) readFile(name string) (f encodedFile, err error) {
	if f.plain, err = fs.ReadFile(s.Files, name); err != nil {
		return f, err
	}
	for ext, to := range map[string]*[]byte{".br": &f.br, ".gz": &f.gzip} {
		if *to, err = fs.ReadFile(s.Files, name+ext); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return f, nil
}

// serveWithNonce answers with index.html and a new number in it. Browsers must not keep it, because the policy of a later
// answer has another number.
func (s Site) serveWithNonce(c *fiber.Ctx, index []byte) error {
	nonce := rand.Text()
	c.Set(fiber.HeaderContentSecurityPolicy, s.NonceCSP(nonce))
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(bytes.ReplaceAll(index, []byte(NoncePlace), []byte(nonce)))
}

// mimeTypes replaces the table of the operating system, which differs between machines.
var mimeTypes = map[string]string{
	".html": fiber.MIMETextHTMLCharsetUTF8, ".css": "text/css; charset=utf-8", ".js": fiber.MIMETextJavaScriptCharsetUTF8,
	".json": fiber.MIMEApplicationJSON, ".webmanifest": "application/manifest+json", ".txt": fiber.MIMETextPlainCharsetUTF8,
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".ico": "image/x-icon",
	".woff2": "font/woff2", ".wasm": "application/wasm",
}

func mimeOf(name string) string {
	if t := mimeTypes[path.Ext(name)]; t != "" {
		return t
	}
	return fiber.MIMEOctetStream
}
