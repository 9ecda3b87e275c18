package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// scheme reports whether the address has one of the schemes and, unless that is empty, a host.
func scheme(raw string, allowed ...string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	for _, a := range allowed {
		if u.Scheme == a && (a == "" || u.Host != "") {
			return true
		}
	}
	return false
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// inside reports whether the file lies in the directory.
func inside(file, dir string) bool {
	f, err1 := filepath.Abs(file)
	d, err2 := filepath.Abs(dir)
	if err1 != nil || err2 != nil || file == "" {
		return false
	}
	rel, err := filepath.Rel(d, f)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, "../")
}

// The widest networks that may be trusted as proxies, in bits.
const (
	proxyBits4 = 8
	proxyBits6 = 32
)

// checkProxy returns why the address or network cannot be a trusted proxy.
func checkProxy(s string) error {
	if _, err := netip.ParseAddr(s); err == nil {
		return nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return fmt.Errorf("%q is neither an address nor a network", s)
	}
	bits, least := p.Bits(), proxyBits6
	switch {
	case p.Addr().Is4():
		least = proxyBits4
	case p.Addr().Is4In6() && bits >= 96:
		bits, least = bits-96, proxyBits4
	}
	if bits < least {
		return fmt.Errorf("%q believes too many: name the proxies, or their network of at least /%d", s, least)
	}
	return nil
}

// openToOthers reports whether others than the owner may use the directory; one that does not exist yet is made for the owner
// alone.
func openToOthers(dir string) bool {
	info, err := os.Stat(dir)
	return runtime.GOOS != "windows" && err == nil && info.IsDir() && info.Mode().Perm()&0o077 != 0
}

const lookupFor = 3 * time.Second

// publicHost returns the first host of the address that is reached over the Internet, or "". A name that cannot be looked up now
// is not counted.
func publicHost(raw string) string {
	_, rest, _ := strings.Cut(raw, "://")
	rest, _, _ = strings.Cut(rest, "/")
	rest, _, _ = strings.Cut(rest, "?")
	rest = rest[strings.LastIndex(rest, "@")+1:]
	ctx, cancel := context.WithTimeout(context.Background(), lookupFor)
	defer cancel()
	for _, hostport := range strings.Split(rest, ",") {
		host, _, err := net.SplitHostPort(hostport)
		if err != nil {
			host = strings.Trim(hostport, "[]")
		}
		ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host) // of an address, itself
		if err != nil {
			continue
		}
		for _, ip := range ips {
			if isPublic(ip.Unmap()) {
				return host
			}
		}
	}
	return ""
}

var sharedNet = netip.MustParsePrefix("100.64.0.0/10") // of providers, not of the Internet

func isPublic(ip netip.Addr) bool {
	return !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() && !ip.IsUnspecified() && !sharedNet.Contains(ip)
}

// mongoEncrypted reports whether the connection uses TLS and verifies the server.
func mongoEncrypted(uri string) bool {
	_, after, _ := strings.Cut(uri, "?")
	q, err := url.ParseQuery(after)
	if err != nil {
		return false
	}
	on := strings.HasPrefix(uri, "mongodb+srv:")
	for name, values := range q {
		value := strings.ToLower(values[len(values)-1])
		switch strings.ToLower(name) {
		case "tls", "ssl":
			on = value == "true"
		case "tlsinsecure", "sslinsecure", "tlsallowinvalidcertificates", "tlsallowinvalidhostnames":
			if value == "true" {
				return false
			}
		}
	}
	return on
}

// redisEncrypted is mongoEncrypted for Redis.
func redisEncrypted(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && u.Scheme == "rediss" && u.Query().Get("skip_verify") != "true"
}
