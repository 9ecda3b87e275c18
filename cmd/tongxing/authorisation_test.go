package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// TestAuthorisation tells the story. Whenever a person in it makes an operation of the API succeed for the first time, everybody
// else tries the same call before it is made: every role at every place, the person who made the record, an account without a
// role, a disabled one, and nobody; and those who may without a verified ID card, after a reset, and with an old proof of the person.
// Operations that the story does not do are tried on its records. testdata/authorisation.csv says who may and what the others are
// answered. Each try is undone.
func TestAuthorisation(t *testing.T) {
	m := newMatrix(t)
	done := m.run()
	m.fields.check(t)
	noticed := 0
	for pair, ok := range m.noticed {
		_, p, _ := strings.Cut(pair, " ")
		switch {
		case ok:
			noticed++
		case !slices.Contains(regional, auth.Permission(p)):
			t.Errorf("no answer changes when a role gets a permission: %s", pair)
		}
	}
	t.Logf("%d of %d permissions given to roles that lack them change an answer", noticed, len(m.noticed))
	idle := slices.Sorted(maps.Keys(m.tried))
	idle = slices.DeleteFunc(idle, func(op string) bool { return m.did[op] })
	t.Logf("%d operations that nobody did, because the story's records are in other states: %s", len(idle), strings.Join(idle, ", "))
	t.Logf("%d operations that the story does, %d others and kinds of attachments; %d subjects; cells by expected answer: %v", done, len(m.rules)-done, len(m.subjects), m.cells)
}

// run tells the story and tries all operations. It returns how many the story does.
func (m *matrix) run() (done int) {
	s := m.story
	s.tell(m.t)
	s.in(m.t)
	s.as("county").proves().entitledTo().put("/users/"+s.cast["county two"].userID+"/sso/gz", m.given("PUT /users/{id}/sso/{provider}")).Want(200)
	m.busy = true
	done = len(m.reached)
	for _, op := range slices.Sorted(maps.Keys(m.rules)) {
		if !m.reached[op] && !m.tried[op] && m.operations[op] != nil {
			m.probe(op, m.guess(op, "", ""), nil)
		}
	}
	for _, op := range slices.Sorted(maps.Keys(m.rules)) {
		if base, record, ok := strings.Cut(op, " of "); ok {
			m.probe(op, m.papers(base, record), nil)
		}
	}
	return done
}

// papers returns a call about the attachments of a record.
func (m *matrix) papers(op, record string) sentCall {
	s := m.story
	contract := s.ids["contract"]
	switch record {
	case "an organisation":
		record = s.ids["org"]
	case "a contract":
		record = contract
	case "a milestone":
		v := struct{ Milestones []struct{ ID string } }{}
		s.as("clerk").get("/contracts/" + contract).JSON(&v)
		record = v.Milestones[0].ID
	case "a payment":
		record = fmt.Sprint(items(s.as("clerk").get("/contracts/" + contract + "/payments"))[0]["id"])
	case "a child":
		record = s.ids["child"]
	case "a delegation":
		record = s.ids["draft delegation"]
	case "an evaluation":
		record = strings.TrimPrefix(s.ids["mid"], "/evaluations/")
	}
	if method, path, _ := strings.Cut(op, " "); method == "GET" {
		return sentCall{method: method, path: path + "?record=" + record}
	}
	purpose := map[string]string{"org": "other", "con": "signed", "ben": "consent", "del": "check_proof", "eva": "objection"}[record[:3]]
	return sentCall{method: "POST", path: "/files", body: obj{"record": record, "purpose": purpose, "name": "文书.pdf", "size": 4096, "sha256": strings.Repeat("0a", 32)}}
}

// matrix compares the answers of the API with a table written apart from it.
type matrix struct {
	*follower
	rules    map[string]rule
	subjects []*subject
	session  docstore.Row // of a person of the story; those of the subjects are made of it
	cells    map[string]int
	tried    map[string]bool // operations that were tried
	did      map[string]bool // those that somebody did

	again  func(op string, try func(most int) []string) // called after an operation was tried; try lets everybody try again until that many answers differ from the table, and returns these
	most   int                                          // of the present try; 0: differences are errors
	caught []string

	fields      fieldRoles                 // of the answers about persons cared for
	permissions map[string]auth.Permission // of the route of each operation
	noticed     map[string]bool            // by role and permission that it lacks: whether an answer changes when it gets it
}

// rule is a row of authorisation.csv: an operation, for attachments also with the kind of record that they belong to.
type rule struct {
	operation string
	place     string // where the record lies: a path of regions, with ownOrg whether it belongs to the story's organisation
	ownOrg    bool
	inRegion  []string // roles that reach it when their region contains the place
	inOrg     []string // roles that reach it when their organisation is the story's
	free      []string // roles that do it without a limit; "account": with any account, "everybody": without one
	owner     []string // roles of which only the person concerned does it
	barred    []string // roles that are refused where they reach the record, with * everywhere
	beyond    string   // the answer to those who hold a role of inRegion, inOrg or owner, but out of reach; list: an answer without what is out of reach
	makers    []string // persons of the story who made the record or benefit from it, with - for a space; self: whose record it is. Refused even with the role
	asks      []string // of those who may: card, money, proof (see lacks); "card:ROLE" of that role alone
}

var places = map[string]string{"": "", "county": countyPath, "town": townPath, "village": villagePath}

func readRules(t *testing.T) map[string]rule {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "authorisation.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]rule{}
	for _, l := range lines[1:] {
		place, org := strings.CutSuffix(l[1], " org")
		rules[l[0]] = rule{l[0], places[place], org, strings.Fields(l[2]), strings.Fields(l[3]), strings.Fields(l[4]), strings.Fields(l[5]), strings.Fields(l[6]), l[7], strings.Fields(l[8]), strings.Fields(l[9])}
	}
	return rules
}

// subject is somebody who tries.
type subject struct {
	name   string
	role   string // "": an account without a role
	region string
	org    string // ownOrg, siblingOrg, otherOrg
	none   bool   // without a session, or with one that opens nothing
	in     string // a collection whose document of the subject is changed afterwards
	change func(doc bson.D, now time.Time) bson.D
	token  string
	rows   rows // the account, its session, its volunteer's profile
}

// Places of organisations in the accounts of subjects: replaced by the ids of the story's.
const (
	ownOrg     = "org_0000000000000000000000000a"
	siblingOrg = "org_0000000000000000000000000b"
	otherOrg   = "org_0000000000000000000000000c"
)

// Further places.
const (
	cityPath     = "52/5201/"
	otherTown    = countyPath + "520111102/"
	otherVillage = townPath + "520111101202/"
)

func newMatrix(t *testing.T) *matrix {
	t.Helper()
	providers := filepath.Join(t.TempDir(), "sso.json")
	list := `[{"key":"gz","issuer":"http://127.0.0.1:1","client_id":"tongxing","secret":"none","name_zh":"省平台","name_en":"Province"}]` // nobody answers there
	if err := os.WriteFile(providers, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	sso := func(s *story) { s.settings = func(cfg *config) { cfg.SSOFile = providers } }
	m := &matrix{follower: newFollower(t, sso), rules: readRules(t), cells: map[string]int{}, tried: map[string]bool{}, did: map[string]bool{}, fields: fieldRoles{}, permissions: map[string]auth.Permission{}, noticed: map[string]bool{}}
	m.visit = func(op string, sc sentCall, answer *apitest.Response) {
		if _, known := m.rules[op]; !known {
			return
		}
		for _, other := range meanwhile[op] {
			m.probe(other, m.guess(other, op, sc.path), nil)
		}
		m.probe(op, sc, answer)
	}
	m.store.change["sessions"] = func(r docstore.Row) docstore.Row {
		m.session = m.endless(r)
		return m.session
	}
	for _, route := range m.story.app.http.Routes() {
		if op := m.operation(route.Method, strings.ReplaceAll(strings.TrimPrefix(route.Path, httpapi.Prefix), ":", "x")); op != "" {
			m.permissions[op] = route.Permission
		}
	}
	for op := range m.operations {
		if _, ok := m.rules[op]; !ok {
			t.Errorf("%s has no row in cmd/tongxing/testdata/authorisation.csv: add one that says, from the feature's doc.go and not from the program, where the record of the story lies and who reaches it (a field of rule in authorisation_test.go for each column); a place in its address that no operation had before also needs a line in matrix.record", op)
		}
	}
	for op := range m.rules {
		if base, _, _ := strings.Cut(op, " of "); m.operations[base] == nil {
			t.Errorf("%s is no operation of openapi.json: remove its row from cmd/tongxing/testdata/authorisation.csv", op)
		}
	}
	return m
}

// probe lets everybody try the call.
func (m *matrix) probe(op string, sc sentCall, first *apitest.Response) {
	m.cast()
	m.tried[op] = true
	r := m.rules[op]
	first = m.everybody(r, sc, first)
	m.widen(op, r, sc)
	m.reload()
	if m.again != nil {
		m.again(op, func(most int) []string {
			m.most, m.caught = most, nil
			m.everybody(r, sc, first)
			m.most = 0
			m.reload()
			return m.caught
		})
	}
}

// everybody makes the call as each subject and compares the answers with the table. The argument first is an answer to a subject that may make
// the call, or nil; in that case the first such answer is used and returned.
func (m *matrix) everybody(r rule, sc sentCall, first *apitest.Response) *apitest.Response {
	list := slices.Clone(m.subjects)
	slices.SortStableFunc(list, func(a, b *subject) int { // those who may before the others
		return cmp.Compare(slices.Index([]string{may}, r.wanted(b)), slices.Index([]string{may}, r.wanted(a)))
	})
	if m.most > 0 {
		slices.Reverse(list) // an answer that should be a refusal is met sooner
	}
	for _, s := range list {
		if s.token == "" && s.name != "nobody" || m.enough() {
			continue // the story has no village yet
		}
		got := m.as(s, sc)
		m.compare(r, sc, s, got, first)
		if first == nil && got.Status < 300 {
			first = got
		}
	}
	m.makers(r, sc)
	m.lacking(r, sc)
	return first
}

// enough reports whether a try can end.
func (m *matrix) enough() bool { return m.most > 0 && len(m.caught) >= m.most }

// errorf reports an answer that the table does not expect.
func (m *matrix) errorf(format string, args ...any) {
	if m.most > 0 {
		m.caught = append(m.caught, fmt.Sprintf(format, args...))
		return
	}
	m.t.Helper()
	m.t.Errorf(format, args...)
}

// as returns the answer to the subject.
func (m *matrix) as(s *subject, sc sentCall) (got *apitest.Response) {
	m.try(sc.path, func() {
		if err := m.store.put(s.rows); err != nil {
			m.story.t.Fatalf("%s: %v", s.name, err)
		}
		got = byRows(sc.send(m.story.t, m.story.app, s.token, "198.51.100.7"))
	})
	return got
}

// byRows returns an answer with a row for each record as the refusal of its first row that is refused.
func byRows(r *apitest.Response) *apitest.Response {
	var v struct {
		Items []struct {
			OK   *bool
			Code string
		}
	}
	if r.Status != 200 || json.Unmarshal(r.Body, &v) != nil || len(v.Items) == 0 || v.Items[0].OK == nil {
		return r
	}
	for _, row := range v.Items {
		if status := map[string]int{"not_found": 404, "own_work": 403, "forbidden": 403}[row.Code]; status != 0 {
			of := *r
			of.Status, of.Body = status, fmt.Appendf(nil, `{"code":%q}`, row.Code)
			return &of
		}
	}
	return r
}

// regional permissions do nothing for a role without a region that is large enough, or for somebody who was not named as a rater.
var regional = []auth.Permission{auth.AuditArea, auth.RegionEdit, auth.CalendarEdit, auth.TemplateEdit, auth.EvaluationScore}

// widen gives each role that lacks the permission of the route the permission: some answer has to change, or the table does not notice.
func (m *matrix) widen(op string, r rule, sc sentCall) {
	p := m.permissions[op]
	if slices.Contains([]auth.Permission{"", auth.Public, auth.Session, auth.InboxRead, auth.OrgRegister, auth.VolunteerSelf}, p) {
		return // of everybody, or of every account
	}
	for _, s := range m.subjects {
		role := auth.Role(s.role)
		pair := s.role + " " + string(p)
		held, known := auth.Matrix[role]
		if s.none || s.token == "" || !known || m.noticed[pair] || slices.Contains(held, p) || r.wanted(s) != "403" {
			continue
		}
		m.noticed[pair] = false
		auth.Matrix[role] = append(slices.Clone(held), p)
		got := m.as(s, sc)
		auth.Matrix[role] = held
		m.noticed[pair] = got.Status != 403
	}
}

// makers gives those who made the record the role that acts on it: they are refused.
func (m *matrix) makers(r rule, sc sentCall) {
	for _, who := range r.makers {
		if m.enough() {
			return
		}
		p := m.person(who, sc)
		if p == nil {
			continue
		}
		b := auth.Binding{OrgID: m.story.ids["org"]}
		barred := func(role string) bool { return slices.Contains(r.barred, role) }
		if list := slices.DeleteFunc(slices.Clone(r.inRegion), barred); len(list) > 0 {
			b = auth.Binding{Role: auth.Role(list[0]), Region: r.place}
		} else if list := slices.DeleteFunc(slices.Clone(r.inOrg), barred); len(list) > 0 {
			b.Role = auth.Role(list[0])
		} else {
			b = auth.Binding{Role: auth.Role(r.inRegion[0]), Region: r.place}
		}
		m.try(sc.path, func() {
			m.verify(p.userID, cmp.Or(p.id, ident.MakeIDNumber("990005", "1971-02-03", 500)))
			if err := m.story.app.accounts.Bind(auth.System(m.story.t.Context(), "test"), p.userID, b); err != nil {
				m.errorf("%s for %s: %v", b.Role, who, err)
				return
			}
			got := byRows(sc.send(m.story.t, m.story.app, p.token, p.address))
			m.cells["403 as its maker"]++
			if got.Code() != "own_work" {
				m.errorf("%s by its maker %s, as %s: %d %s", r.operation, who, b.Role, got.Status, got.Code())
			}
		})
	}
}

// lacks are what those who may can lack, with the answer to an operation that asks for it, and how a subject comes to lack it.
var lacks = []struct {
	what, code string
	in         string // the collection of the document that is changed
	change     func(doc bson.D, now time.Time) bson.D
}{
	{"card", "id_unverified", "users", func(doc bson.D, _ time.Time) bson.D {
		return slices.DeleteFunc(doc, func(e bson.E) bool { return strings.HasPrefix(e.Key, "verified_") })
	}},
	{"money", "recently_reset", "users", func(doc bson.D, now time.Time) bson.D {
		return append(doc, bson.E{Key: "reset_at", Value: now}, bson.E{Key: "reset_by", Value: "usr_0000000000000000000000000a"})
	}},
	{"proof", "step_up_required", "sessions", func(doc bson.D, now time.Time) bson.D {
		for i, e := range doc {
			if e.Key == "fresh_at" {
				doc[i].Value = now.Add(-auth.FreshFor)
			}
		}
		return doc
	}},
}

// lacking makes the call as one subject of each role that may, first without a verified ID card, then after somebody else has reset the account,
// then with a proof of the person that is too old.
func (m *matrix) lacking(r rule, sc sentCall) {
	tried := map[string]bool{}
	for _, s := range m.subjects {
		if s.token == "" || s.none || tried[s.role] || r.wanted(s) != may || m.enough() {
			continue
		}
		tried[s.role] = true
		for _, l := range lacks {
			if l.in == "users" && s.role == "" {
				continue // has no office
			}
			own := *s
			own.rows = maps.Clone(s.rows)
			own.rows[l.in] = m.changed(s.rows[l.in], l.change)
			got := m.as(&own, sc)
			want := slices.Contains(r.asks, l.what) || slices.Contains(r.asks, l.what+":"+s.role)
			m.cells["without "+l.what]++
			if (got.Status == 403 && got.Code() == l.code) != want {
				m.errorf("%s as %s without %s: %d %s; the table says that it asks for it: %t", r.operation, s.name, l.what, got.Status, got.Code(), want)
			}
		}
	}
}

// changed returns the documents as change makes them.
func (m *matrix) changed(docs map[string]docstore.Row, change func(bson.D, time.Time) bson.D) map[string]docstore.Row {
	out := map[string]docstore.Row{}
	for id, r := range docs {
		var doc bson.D
		err := bson.Unmarshal(r.Doc, &doc)
		if err == nil {
			r.Doc, err = bson.Marshal(change(doc, m.story.now()))
		}
		if err != nil {
			m.story.t.Fatal(err)
		}
		out[id] = r
	}
	return out
}

// reload makes the program read again those records of the store that it caches.
func (m *matrix) reload() {
	ctx := m.story.t.Context()
	for _, err := range []error{m.story.app.regions.Reload(ctx), m.story.app.calendar.Reload(ctx)} {
		if err != nil {
			m.story.t.Fatal(err)
		}
	}
}

// person returns the person that a word in the column of makers means: somebody in the story by name or, for "self", the owner of the account
// or profile in the address; nil when there is none.
func (m *matrix) person(who string, sc sentCall) *person {
	if who != "self" {
		return m.story.cast[strings.ReplaceAll(who, "-", " ")]
	}
	parts := strings.Split(sc.path, "/")
	for _, p := range m.story.cast {
		if p.userID != "" && (slices.Contains(parts, p.userID) || p.volunteerID != "" && slices.Contains(parts, p.volunteerID)) {
			return p
		}
	}
	return nil
}

// verify gives the account a verified ID number, unless it has one.
func (m *matrix) verify(userID, number string) {
	_, err := m.story.app.accounts.VerifyIdentity(auth.System(m.story.t.Context(), "test"), userID, privacy.Secret(number))
	if err != nil && !errors.Is(err, accounts.ErrVerified) {
		m.errorf("%s: %v", userID, err)
	}
}

// The expected answers.
const (
	may    = "may"
	unseen = "may, but not this record"
)

// wanted returns what the table says of the subject: a status, may or unseen.
func (r rule) wanted(s *subject) string {
	switch {
	case slices.Contains(r.free, "everybody"):
		return may
	case s.none:
		return "401"
	case slices.Contains(r.barred, s.role+"*"), slices.Contains(r.barred, s.role) && (r.reached(s) || len(r.inRegion) == 0 && (s.region == "" || strings.HasPrefix(s.region, r.place))):
		return "403"
	case slices.Contains(r.free, "account"), slices.Contains(r.free, s.role),
		slices.Contains(r.free, s.role+"@county") && strings.Count(s.region, "/") <= strings.Count(countyPath, "/"),
		slices.Contains(r.inRegion, s.role) && s.region != "" && r.reached(s), slices.Contains(r.inOrg, s.role) && s.org != "" && r.reached(s):
		return may
	case slices.Contains(r.inRegion, s.role), slices.Contains(r.inOrg, s.role), slices.Contains(r.owner, s.role), slices.Contains(r.owner, "account"):
		if r.beyond == "list" {
			return unseen
		}
		return r.beyond
	default:
		return "403"
	}
}

// reached reports whether the record lies in the region or the organisation of the subject.
func (r rule) reached(s *subject) bool {
	return s.region != "" && strings.HasPrefix(r.place, s.region) || s.org == ownOrg && r.ownOrg
}

func (m *matrix) compare(r rule, sc sentCall, s *subject, got, first *apitest.Response) {
	m.story.t.Helper()
	want := r.wanted(s)
	m.cells[want]++
	ok := fmt.Sprint(got.Status) == want
	switch want {
	case may:
		hidden := got.Code() == "not_found" && (strings.ContainsAny(r.operation, "{") || strings.Contains(sc.path, "?")) && !strings.Contains(sc.path, noRecord)
		ok = got.Code() != "login_required" && got.Status != 403 && !hidden && got.Status < 500
		if r.beyond == "list" && first != nil {
			ok = got.Status == 200 && shares(got, first)
		}
		if got.Status < 300 {
			m.cells["did it"]++
			m.fields.collect(r.operation, s.role, got)
			m.did[r.operation] = true
		}
	case unseen:
		m.fields.collect(r.operation, s.role, got)
		ok = got.Status == 200 && (first == nil || !shares(got, first))
	}
	if !ok {
		m.errorf("%s as %s: %d %s, want %s", r.operation, s.name, got.Status, got.Code(), want)
	}
}

func listed(r *apitest.Response) []obj {
	var v struct{ Items []obj }
	_ = json.Unmarshal(r.Body, &v)
	return v.Items
}

// shares reports whether the two lists have a record in common.
func shares(a, b *apitest.Response) bool {
	ids := map[any]bool{}
	for _, i := range listed(a) {
		ids[i["id"]] = true
	}
	return slices.ContainsFunc(listed(b), func(i obj) bool { return ids[i["id"]] })
}

// meanwhile names operations that the story does not do. Each is tried just before the story does the operation of its key, when the record
// is in a state that allows it.
var meanwhile = map[string][]string{
	"POST /activities/{id}/publish":           {"PUT /activities/{id}", "POST /activities/{id}/return", "POST /activities/{id}/cancel"},
	"POST /attendance/check-out":              {"POST /attendance/{id}/out"},
	"POST /attendance/confirm":                {"POST /attendance/{id}/reject"},
	"POST /beneficiaries/{id}/exit/confirm":   {"DELETE /beneficiaries/{id}/orgs/{org}"},
	"POST /certificates/{id}/issue":           {"POST /certificates/{id}/refuse"},
	"POST /contracts/{id}/budget":             {"POST /contracts/{id}/return", "POST /contracts/{id}/cancel"},
	"POST /contracts/{id}/final":              {"POST /contracts/{id}/suspend", "POST /contracts/{id}/terminate", "POST /contracts/{id}/amendments"},
	"POST /dangers/{id}/close":                {"POST /dangers/{id}/take-over"},
	"POST /indicator-reports/{id}/accept":     {"POST /indicator-reports/{id}/return"},
	"POST /orgs/{id}/submit":                  {"PUT /orgs/{id}"},
	"POST /orgs/{id}/approve":                 {"POST /orgs/{id}/return", "POST /orgs/{id}/reject", "POST /orgs/{id}/withdraw"},
	"POST /pairings/{id}/end":                 {"POST /pairings/{id}/pause"},
	"POST /payments/{id}/approve":             {"POST /payments/{id}/refuse"},
	"POST /payments/{id}/pay":                 {"POST /payments/{id}/send-back"},
	"POST /volunteers/{id}/clearance/confirm": {"POST /volunteers/{id}/clearance/return"},
	"POST /evaluations/{id}/merge":            {"PUT /evaluations/{id}/card", "GET /evaluations/{id}/card"},
}

// noRecord stands in an address for a record that the story does not have.
const noRecord = "xxx_0000000000000000000000000x"

// guess returns a call of an operation that the story does not do, on the story's records, with a body of the right form if there is one.
// Where its address is like that of the other operation, it takes the same records as the address near.
func (m *matrix) guess(op, other, near string) sentCall {
	method, pattern, _ := strings.Cut(op, " ")
	_, others, _ := strings.Cut(other, " ")
	parts, like, theirs := strings.Split(pattern, "/"), strings.Split(others, "/"), strings.Split(near, "/")
	same := true
	for i, p := range parts {
		same = same && i < len(like) && like[i] == p
		switch {
		case strings.HasPrefix(p, "{") && same:
			parts[i] = theirs[i]
		case strings.HasPrefix(p, "{"):
			place := placeOf(p, parts, i)
			parts[i] = cmp.Or(m.record(op, place), valuesOf[p], m.last[place], noRecord)
		}
	}
	sc := sentCall{method: method, path: strings.Join(parts, "/") + m.query(op, 0, []string{m.story.ids["org"]}), header: m.headers(op)}
	who := slices.IndexFunc(m.subjects, func(s *subject) bool { return m.rules[op].wanted(s) == may })
	for n := range 4 {
		if sc.body = m.given(op); sc.body == nil {
			sc.body = m.body(op, n)
		}
		if o, ok := sc.body.(obj); ok && o["region"] != nil && m.rules[op].place != "" {
			o["region"] = m.rules[op].place
		}
		if who < 0 || m.as(m.subjects[who], sc).Status != 400 {
			break
		}
	}
	return sc
}

// given returns a body that neither the schema nor the story suggests; nil: they do.
func (m *matrix) given(op string) any {
	switch op {
	case "POST /users/{id}/bindings":
		return obj{"role": "buyer_clerk", "region": countyPath}
	case "POST /me/tokens", "POST /orgs/{id}/tokens":
		return obj{"name": "月报同步", "scopes": []string{"orgs:read"}}
	case "POST /signups/{id}/decision":
		return obj{"confirm": true}
	case "POST /attendance/{id}/out":
		return obj{"out": m.story.now(), "reason": "忘记签退，已核对签到表"}
	case "POST /volunteers/me/consent":
		return obj{"version": volunteers.OwnText.Version, "hash": volunteers.OwnText.Hash()}
	case "PUT /users/{id}/sso/{provider}":
		return obj{"code": strings.Repeat("0", 16)}
	case "PUT /volunteers/{id}/mobile", "PUT /users/{id}/mobile":
		return obj{"code": "123456", "mobile": "13900009999"}
	case "POST /certificates":
		return obj{"volunteer_id": m.story.cast["Lan"].volunteerID, "org_id": m.story.ids["org"], "from": "2026-01-01", "to": m.story.today()}
	}
	return nil
}

// record returns the id of the story's record at the place of an address; "" if its last calls were about it or there is none.
func (m *matrix) record(op, place string) string {
	s := m.story
	read := func(who, path, list string) string {
		v := obj{}
		s.as(who).get(path).JSON(&v)
		items, _ := v[list].([]any)
		if len(items) == 0 {
			return ""
		}
		return fmt.Sprint(items[0].(obj)["id"])
	}
	switch place {
	case "{org}":
		if strings.HasSuffix(op, "/decline") { // nobody asks any more
			return noRecord
		}
		return s.ids["org"]
	case "users":
		if strings.Contains(op, "/sso") {
			return s.cast["county two"].userID
		}
		return s.cast["clerk"].userID
	case "{binding}":
		return read("county", "/users/"+s.cast["clerk"].userID, "bindings")
	case "orgs", "history":
		return s.ids["org"]
	case "volunteers":
		return s.cast["Lan"].volunteerID
	case "contracts":
		return s.ids["contract"]
	case "webhooks":
		return read("founder", "/webhooks?org_id="+s.ids["org"], "items")
	case "{delivery}":
		return read("founder", "/webhooks/"+m.record("", "webhooks")+"/deliveries", "items")
	case "{token}":
		return read("founder", "/orgs/"+s.ids["org"]+"/tokens", "items")
	case "{claim}":
		return read("approver", "/contracts/"+s.ids["contract"], "claims")
	case "activities":
		return s.ids["activity"]
	case "signups":
		return read("worker", "/activities/"+s.ids["activity"]+"/signups", "items")
	case "attendance":
		return cmp.Or(s.stays["Yun"], s.stays["Lan"])
	case "beneficiaries":
		return s.ids["child"]
	case "delegations":
		return s.ids["delegation"]
	case "service-log":
		return s.ids["service"]
	case "satisfaction-rounds":
		return s.ids["satisfaction"]
	case "satisfaction-slips":
		return s.ids["satisfaction slip"]
	case "service-threads":
		return s.ids["service thread"]
	case "evaluations":
		return strings.TrimPrefix(s.ids["mid"], "/evaluations/")
	case "{provider}":
		return "gz"
	case "evaluation-templates":
		return read("county", "/evaluation-templates", "items")
	case "{code}":
		if strings.HasPrefix(op, "GET /regions") {
			return "520111"
		}
		path, _ := m.seen["verify_path"].(string)
		return path[strings.LastIndex(path, "/")+1:]
	}
	return ""
}

// cast makes the subjects that are not there yet and can be.
func (m *matrix) cast() {
	if len(m.subjects) == 0 {
		m.subjects = append(m.subjects, &subject{name: "nobody", none: true}, &subject{name: "an account without a role"}, &subject{name: "a disabled county_admin", role: string(auth.CountyAdmin), region: countyPath, none: true},
			&subject{name: "a session that is over", role: string(auth.CountyAdmin), region: countyPath, none: true, in: "sessions", change: over},
			&subject{name: "the first step of a login", role: string(auth.CountyAdmin), region: countyPath, none: true, in: "sessions", change: half},
			&subject{name: "an invented token", role: string(auth.CountyAdmin), region: countyPath, none: true, in: "sessions", change: other},
			&subject{name: "a former county_admin", region: countyPath, in: "users", change: former})
		for _, r := range []auth.Role{auth.Volunteer, auth.SystemAdmin, auth.Auditor} {
			m.subjects = append(m.subjects, &subject{name: string(r), role: string(r)})
		}
		for _, r := range []auth.Role{auth.OrgFounder, auth.OrgAdmin, auth.ProjectLead, auth.SocialWorker, auth.OrgFinance} {
			for at, org := range map[string]string{"the organisation": ownOrg, "the sibling": siblingOrg, "one elsewhere": otherOrg} {
				m.subjects = append(m.subjects, &subject{name: string(r) + " of " + at, role: string(r), org: org})
			}
		}
		for _, r := range []auth.Role{auth.CountyAdmin, auth.CountyViewer, auth.BuyerClerk, auth.BuyerApprover, auth.BuyerFinance, auth.Evaluator} {
			for _, path := range []string{cityPath, countyPath, otherCounty, townPath, otherTown} {
				m.subjects = append(m.subjects, &subject{name: string(r) + " of " + path, role: string(r), region: path})
			}
		}
		for _, path := range []string{townPath, otherTown} {
			m.subjects = append(m.subjects, &subject{name: "town_supervisor of " + path, role: "town_supervisor", region: path})
		}
		for _, path := range []string{villagePath, otherVillage} {
			m.subjects = append(m.subjects, &subject{name: "village_director of " + path, role: "village_director", region: path})
		}
		m.subjects = append(m.subjects, &subject{name: "evaluator of another evaluation", role: "evaluator"})
	}
	for i, s := range m.subjects {
		if s.token == "" && s.name != "nobody" {
			m.make(s, i)
		}
	}
	m.place()
}

// Changes to documents of subjects.

func over(doc bson.D, now time.Time) bson.D {
	for i, e := range doc {
		if slices.Contains([]string{"started_at", "seen_at", "ends_at"}, e.Key) {
			doc[i].Value = now.AddDate(-1, 0, 0)
		}
	}
	return doc
}

func half(doc bson.D, _ time.Time) bson.D { return append(doc, bson.E{Key: "half", Value: true}) }

func other(doc bson.D, _ time.Time) bson.D {
	for i, e := range doc {
		if e.Key == "token_hash" {
			doc[i].Value = hash("another token")
		}
	}
	return doc
}

func former(doc bson.D, now time.Time) bson.D {
	for i, e := range doc {
		if e.Key == "bindings" {
			first := e.Value.(bson.A)[0].(bson.D)
			doc[i].Value = bson.A{append(first, bson.E{Key: "to", Value: now.AddDate(0, 0, -1)})}
		}
	}
	return doc
}

// make creates the subject's account, undoes that and keeps the documents.
func (m *matrix) make(s *subject, n int) {
	ctx := auth.System(m.story.t.Context(), "test")
	app := m.story.app
	b := auth.Binding{Role: auth.Role(s.role), Region: s.region, OrgID: s.org}
	if s.region == otherVillage {
		b.Region = villagePath
	}
	if s.name == "evaluator of another evaluation" {
		b.Assigned = "evl_0000000000000000000000000a"
	}
	if b.Role == auth.VillageDirector {
		if _, err := app.regions.Find(ctx, region.CodeOf(villagePath)); err != nil {
			return // the story has no village yet
		}
	}
	if strings.HasPrefix(s.name, "a former ") {
		b.Role = auth.Role(strings.TrimPrefix(s.name, "a former "))
	}
	mobile := fmt.Sprintf("1399900%04d", n)
	kept, err := m.store.keep(ctx, func() {
		new := accounts.NewUser{Name: privacy.Secret(fmt.Sprintf("第%d人", n)), Mobile: privacy.Secret(mobile)}
		if b.Role != "" {
			new.Bindings = []auth.Binding{b}
			if b.Role != auth.Volunteer { // who registers with a number of their own
				new.IDNumber = privacy.Secret(ident.MakeIDNumber("990005", "1971-02-03", n))
			}
		}
		u, err := app.accounts.Create(ctx, new)
		if err != nil {
			m.story.t.Fatalf("%s: %v", s.name, err)
		}
		var ses docstore.Row
		s.token, ses = m.sessionOf(u.ID, n)
		if err := m.store.stores["sessions"].Insert(m.store.tx, []docstore.Row{ses}); err != nil {
			m.story.t.Fatal(err)
		}
		if s.role == string(auth.Volunteer) {
			p := &person{name: "第五伦理", id: ident.MakeIDNumber("990001", "1988-08-08", 77)}
			apitest.Of(m.story.t, app.http).Bearer(s.token).Do("POST", "/volunteers/me", p.asVolunteer()).Want(201)
			m.verify(u.ID, p.id)
		}
		if s.none && s.change == nil {
			if _, err := app.accounts.Disable(ctx, u.ID, u.Version); err != nil {
				m.story.t.Fatal(err)
			}
		}
	})
	if err != nil {
		m.story.t.Fatal(err)
	}
	s.rows = rows{}
	for _, name := range []string{"users", "sessions", "volunteers"} {
		if kept[name] != nil {
			s.rows[name] = kept[name]
		}
	}
	if s.change != nil {
		s.rows[s.in] = m.changed(s.rows[s.in], s.change)
	}
	for _, v := range s.rows["volunteers"] {
		no := slices.IndexFunc(m.store.stores["volunteers"].t.Fields, func(f query.Field) bool { return f.Name == "no" })
		s.rows.replace(v.Values[no].Str, "520111999999999") // the next volunteer of the story gets the number that was undone
	}
	if s.region == otherVillage {
		s.rows.replace(villagePath, otherVillage)
		s.rows.replace(region.CodeOf(villagePath), region.CodeOf(otherVillage))
	}
}

// sessionOf returns the token and the document of a session of the user.
func (m *matrix) sessionOf(userID string, n int) (token string, row docstore.Row) {
	sessionID := fmt.Sprintf("ses_%026d", n)
	token = "txs_" + strings.TrimPrefix(sessionID, "ses_") + "secret"
	var doc bson.D
	if err := bson.Unmarshal(m.session.Doc, &doc); err != nil {
		m.story.t.Fatal(err)
	}
	for i, e := range doc {
		switch e.Key {
		case "_id":
			doc[i].Value = sessionID
		case "user_id":
			doc[i].Value = userID
		case "token_hash":
			doc[i].Value = hash(token)
		}
	}
	data, err := bson.Marshal(doc)
	if err != nil {
		m.story.t.Fatal(err)
	}
	row = docstore.Row{ID: sessionID, Version: m.session.Version, Doc: data, Values: slices.Clone(m.session.Values)}
	for i, f := range m.store.stores["sessions"].t.Fields {
		if f.Name == "user_id" {
			row.Values[i].Str = userID
		}
	}
	return token, row
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// place puts the ids of the story's organisations into the documents.
func (m *matrix) place() {
	for from, to := range map[string]string{ownOrg: m.story.ids["org"], siblingOrg: m.story.ids["rival org"]} {
		if to == "" {
			continue
		}
		for _, s := range m.subjects {
			s.rows.replace(from, to)
		}
	}
}

// replace replaces a text by one of the same length.
func (all rows) replace(from, to string) {
	for name, docs := range all {
		for id, r := range docs {
			r.Doc = []byte(strings.ReplaceAll(string(r.Doc), from, to))
			r.Values = slices.Clone(r.Values)
			for i, v := range r.Values {
				r.Values[i].Str = strings.ReplaceAll(v.Str, from, to)
				r.Values[i].List = slices.Clone(v.List)
				for j, x := range v.List {
					r.Values[i].List[j] = strings.ReplaceAll(x, from, to)
				}
			}
			all[name][id] = r
		}
	}
}
