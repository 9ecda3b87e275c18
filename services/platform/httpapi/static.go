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

// How long browsers may keep a file without asking: one with the hash of its content in its name for ever, any other not
// at all.
const (
	cacheForever = "public, max-age=31536000, immutable"
	cacheNever   = "no-cache"
)

// NoncePlace in a site's index.html is replaced by a new number in every answer. Style elements that carry it are
// allowed by the NonceCSP of the same answer.
const NoncePlace = "__NONCE__"

// file is one fixed answer, read when it is first asked for.
type file struct {
	mime, cache string
	load        func() (forms, error)

	once sync.Once
	forms
	tag string
	err error
}

// forms are a file's content as it is and, where that is worth it, compressed.
type forms struct{ plain, br, gzip []byte }

func (f *file) prepare() {
	if f.forms, f.err = f.load(); f.err == nil {
		sum := sha256.Sum256(f.plain)
		f.tag = hex.EncodeToString(sum[:8])
	}
}

// best picks the smallest form that the client takes. The encodings are asked for one by one, since Fiber, asked for
// both, picks by the client's order; and with no header at all it would say yes to anything.
func (f *file) best(c *fiber.Ctx) (body []byte, encoding string) {
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

func (f *file) serve(c *fiber.Ctx) error {
	if f.once.Do(f.prepare); f.err != nil {
		return fmt.Errorf("prepare a page: %w", f.err)
	}
	c.Set(fiber.HeaderCacheControl, f.cache)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderContentType, f.mime)
	body, encoding := f.best(c)
	tag := f.tag
	if encoding != "" {
		tag += "-" + encoding
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	c.Set(fiber.HeaderETag, `"`+tag+`"`)
	c.Response().SetBodyRaw(body)
	return notModified(c)
}

// zipped compresses what was not compressed when it was built.
func zipped(plain []byte) (forms, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(plain); err != nil {
		return forms{}, err
	}
	if err := w.Close(); err != nil {
		return forms{}, err
	}
	return forms{plain: plain, gzip: b.Bytes()}, nil
}

// Site is a folder of built files.
type Site struct {
	Prefix string // "/v/"
	Files  fs.FS  // name, and beside it name.br and name.gz when they are smaller; what lies in assets/ has a hash in its name
	CSP    string // Content-Security-Policy of all its files

	// NonceCSP is the policy of index.html when it has a NoncePlace: a function of the answer's number.
	NonceCSP func(nonce string) string
}

// Static serves the site. Addresses below its prefix that name no file are answered with its index.html, since the
// script there knows them; a missing name with an extension, or in assets/, is not found.
func (a *App) Static(s Site) error {
	files, err := s.index()
	if err != nil {
		return fmt.Errorf("site %s: %w", s.Prefix, err)
	}
	first := fiber.Handler(func(*fiber.Ctx) error { return fiber.ErrNotFound })
	if f := files["index.html"]; f != nil {
		if first, err = s.first(f); err != nil {
			return fmt.Errorf("site %s: %w", s.Prefix, err)
		}
	}
	serve := func(c *fiber.Ctx) error {
		name, below := strings.CutPrefix(c.Path(), s.Prefix)
		if !below { // "/v": addresses relative to the page would be wrong
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
	a.fiber.Get(strings.TrimSuffix(s.Prefix, "/"), serve) // Fiber takes "/v/" for "/v", which "/v/*" does not match
	a.fiber.Get(s.Prefix+"*", serve)
	return nil
}

// first answers with index.html.
func (s Site) first(f *file) (fiber.Handler, error) {
	page, err := fs.ReadFile(s.Files, "index.html")
	if err != nil {
		return nil, err
	}
	if s.NonceCSP != nil && bytes.Contains(page, []byte(NoncePlace)) {
		return func(c *fiber.Ctx) error { return s.fresh(c, page) }, nil
	}
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentSecurityPolicy, s.CSP)
		return f.serve(c)
	}, nil
}

func (s Site) index() (map[string]*file, error) {
	files := map[string]*file{}
	err := fs.WalkDir(s.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Base(name)[0] == '.' {
			return err
		}
		if ext := path.Ext(name); ext == ".br" || ext == ".gz" {
			return nil
		}
		f := &file{mime: mimeOf(name), cache: cacheNever, load: func() (forms, error) { return s.read(name) }}
		if strings.HasPrefix(name, "assets/") {
			f.cache = cacheForever
		}
		files[name] = f
		return nil
	})
	return files, err
}

func (s Site) read(name string) (f forms, err error) {
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

// fresh answers with an index.html of its own number. It must not be kept: the policy of a later answer would have
// another one.
func (s Site) fresh(c *fiber.Ctx, index []byte) error {
	nonce := rand.Text()
	c.Set(fiber.HeaderContentSecurityPolicy, s.NonceCSP(nonce))
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(bytes.ReplaceAll(index, []byte(NoncePlace), []byte(nonce)))
}

// mimeTypes are ours, since the tables of two machines differ.
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
