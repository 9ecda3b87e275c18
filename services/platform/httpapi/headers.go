package httpapi

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
)

const (
	apiCSP         = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	defaultPageCSP = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; " +
		"frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)

// setHeaders puts the security headers on every answer. The names are in canonical form, which avoids an allocation.
func (a *App) setHeaders(c *fiber.Ctx, r *request) {
	h := &c.Response().Header
	if isAPI(c) {
		h.SetCanonical(keyCacheControl, valNoStore)
		h.SetCanonical(keyCSP, valAPICSP)
	} else {
		h.SetCanonical(keyCSP, a.pageCSP)
		h.SetCanonical(keyOpener, valSameOrigin)
		h.SetCanonical(keyFeatures, valFeatures)
	}
	h.SetCanonical(keyNoSniff, valNoSniff)
	h.SetCanonical(keyFrame, valDeny)
	h.SetCanonical(keyReferrer, valSameOrigin)
	h.SetCanonical(keyResource, valSameOrigin)
	if a.cfg.Secure {
		h.SetCanonical(keyHSTS, valHSTS)
	}
	h.Set(fiber.HeaderXRequestID, r.id)
}

func isAPI(c *fiber.Ctx) bool { return strings.HasPrefix(c.Path(), "/api/") }

var (
	keyCacheControl = []byte(fiber.HeaderCacheControl)
	keyCSP          = []byte(fiber.HeaderContentSecurityPolicy)
	keyNoSniff      = []byte(fiber.HeaderXContentTypeOptions)
	keyFrame        = []byte(fiber.HeaderXFrameOptions)
	keyReferrer     = []byte(fiber.HeaderReferrerPolicy)
	keyOpener       = []byte("Cross-Origin-Opener-Policy")
	keyResource     = []byte("Cross-Origin-Resource-Policy")
	keyFeatures     = []byte("Permissions-Policy")
	keyHSTS         = []byte(fiber.HeaderStrictTransportSecurity)

	valAPICSP     = []byte(apiCSP)
	valNoStore    = []byte("no-store")
	valNoSniff    = []byte("nosniff")
	valDeny       = []byte("DENY")
	valSameOrigin = []byte("same-origin")
	valFeatures   = []byte("camera=(self), geolocation=(self), microphone=(), payment=(), usb=()")
	valHSTS       = []byte("max-age=31536000; includeSubDomains")
)

func parseProxies(list []string) ([]netip.Prefix, error) {
	var nets []netip.Prefix
	for _, s := range list {
		if ip, err := netip.ParseAddr(s); err == nil {
			nets = append(nets, netip.PrefixFrom(ip.Unmap(), ip.Unmap().BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("trusted proxy %q is neither an address nor a network", s)
		}
		nets = append(nets, p.Masked())
	}
	return nets, nil
}

func (a *App) trusted(ip netip.Addr) bool {
	for _, p := range a.proxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

func peerAddr(c *fiber.Ctx) netip.Addr {
	ip, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	return ip.Unmap()
}

func (a *App) viaProxy(c *fiber.Ctx) bool { return a.trusted(peerAddr(c)) }

// ClientNetwork returns the address of the client, or the /64 network of an IPv6 address, which one subscriber has to themselves.
func ClientNetwork(c *fiber.Ctx) string {
	r := requestOf(c.UserContext())
	if r == nil {
		return ""
	}
	return limitNetwork(r.app.clientIP(c))
}

// clientIP returns the address behind the last trusted proxy. X-Forwarded-For is read from the right and reading stops at
// the first untrusted address, so entries that the client wrote itself are never used.
func (a *App) clientIP(c *fiber.Ctx) netip.Addr {
	ip := peerAddr(c)
	if len(a.proxies) == 0 || !a.trusted(ip) {
		return ip
	}
	hops := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return ip
		}
		if ip = hop.Unmap(); !a.trusted(ip) {
			return ip
		}
	}
	return ip
}

// ClientIP returns the caller's address, for a feature's own limits. It must not be stored with personal records.
func ClientIP(c *fiber.Ctx) string {
	if r := requestOf(c.UserContext()); r != nil {
		return r.app.clientIP(c).String()
	}
	return peerAddr(c).String()
}

// limitNetwork returns the key under which an address is limited: an IPv6 address counts as its /64, which one household
// owns.
func limitNetwork(ip netip.Addr) string {
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
