package main

import "github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"

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
}
