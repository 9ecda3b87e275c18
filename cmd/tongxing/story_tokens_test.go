package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// byToken returns the API as a program with the access token calls it.
func (s *story) byToken(token string) *apitest.App {
	return apitest.Of(s.t, s.app.http).Bearer(token).With("X-Forwarded-For", "203.0.113.80")
}

// tellTokens has a person and an organisation let programs read, and takes it back.
func tellTokens(s *story) {
	county := s.as("county").entitledTo()
	mine := county.proves().post("/me/tokens", obj{"name": "月报同步", "scopes": []string{"orgs:read"}, "days": 30}).Want(201)
	program := s.byToken(field(mine, "token"))
	program.Do("GET", "/token", nil).Want(200)
	program.Do("GET", "/activities", nil).Refused(403, "token_scope")
	program.Do("GET", "/beneficiaries", nil).Refused(403, "token_refused")
	program.Do("GET", "/orgs?format=xlsx", nil).Refused(403, "token_refused")
	program.Do("GET", "/orgs/"+s.ids["org"], nil).Want(200).Lacks(`"mobile":"1`, `"contact_name":"钟`)
	county.get("/me/tokens").Want(200)
	county.do("DELETE", "/me/tokens/"+field(mine, "id"), nil).Want(204)
	program.Do("GET", "/token", nil).Refused(401, "token_invalid")
	s.says("The county lets its reporting program read organisations for a month. It reads nothing else, exports nothing, and its token ends at once when it is revoked.")

	at := "/orgs/" + s.ids["org"] + "/tokens"
	founder := s.as("founder").entitledTo()
	founder.post("/me/step-up/code", nil).Want(202)
	founder.post("/me/step-up", obj{"sms": s.codeTo(s.cast["founder"].mobile)}).Want(204)
	theirs := founder.post(at, obj{"name": "机构网站", "scopes": []string{"activities:read", "contracts:read", "hours:read"}}).Want(201)
	program = s.byToken(field(theirs, "token"))
	program.Do("GET", "/activities/"+s.ids["activity"], nil).Want(200).Lacks("leader_phone")
	program.Do("GET", "/contracts/"+s.ids["contract"], nil).Want(200)
	program.Do("GET", "/orgs/"+s.ids["org"]+"/ledger", nil).Want(200)
	program.Do("GET", "/orgs/"+s.ids["org"], nil).Refused(403, "token_scope")
	program.Do("GET", "/activities/"+s.ids["activity"]+"/signups", nil).Refused(403, "token_refused")
	s.as("county").get(at).Want(200)
	s.as("founder").do("DELETE", at+"/"+field(theirs, "id"), nil).Want(204)
	founder.post(at, obj{"name": "机构网站二", "scopes": []string{"activities:read"}}).Want(201)
	s.says("The organisation shows its activities and hours on its own site by a token of its own, which the county sees; the program gets no names and no phone numbers.")
	tellHooks(s)
}

// tellHooks has the organisation's site follow its activities, by the feed and by a webhook.
func tellHooks(s *story) {
	founder := s.as("founder")
	var posts atomic.Int64
	site := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("webhook-signature"), "v1,") {
			posts.Add(1)
		}
	}))
	s.t.Cleanup(site.Close)
	made := founder.entitledTo().post("/webhooks", obj{"org_id": s.ids["org"], "url": site.URL, "kinds": []string{"activity", "contract"}}).Want(201)
	hook := "/webhooks/" + field(made, "id")
	founder.post(hook+"/test", nil).Want(204)
	s.job("tell-hooks", "send-hooks")
	if posts.Load() != 1 {
		s.t.Errorf("%d posts", posts.Load())
	}
	delivery := items(founder.get(hook + "/deliveries"))[0]["id"].(string)
	founder.post(hook+"/deliveries/"+delivery+"/replay", nil).Want(204)
	s.job("send-hooks")
	founder.post(hook+"/resume", nil).Refused(409, "webhook_active")
	s.as("county").get("/webhooks?org_id=" + s.ids["org"]).Want(200)
	if acts := items(founder.get("/changes?limit=500")); len(acts) < 10 || acts[0]["id"] != s.ids["org"] {
		s.t.Errorf("the feed: %v", acts)
	}
	again := founder.entitledTo().post("/webhooks", obj{"org_id": s.ids["org"], "url": site.URL + "/two", "kinds": []string{"activity"}}).Want(201)
	s.as("county").do("DELETE", "/webhooks/"+field(again, "id"), nil).Want(204)
	s.says("The organisation's site is told when an activity changes, and reads since when; the county sees where it is told, and removes an address that nobody needs.")
}
