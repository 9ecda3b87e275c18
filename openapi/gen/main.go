// Command gen writes openapi/openapi.json from the swag comments on the handlers: swag makes Swagger 2, which is converted
// to OpenAPI 3 and validated. With -check it writes nothing and fails when the file is out of date. Run it from the root of
// the repository.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
)

const (
	target      = "openapi/openapi.json"
	mainPackage = "./cmd/tongxing" // its main.go has title, version and authentication
)

func main() {
	check := flag.Bool("check", false, "fail when "+target+" is out of date, and write nothing")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "openapi/gen:", err)
		os.Exit(1)
	}
}

func run(check bool) error {
	spec, err := generate()
	if err != nil {
		return err
	}
	if !check {
		return os.WriteFile(target, spec, 0o644)
	}
	have, err := os.ReadFile(target)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, spec) {
		return errors.New(target + " is out of date: run `make generate`")
	}
	return nil
}

// generate reads the comments twice: an answer always holds every field that is not marked omitempty, a request only those
// whose validate tag says required.
func generate() ([]byte, error) {
	answers, err := readComments("--requiredByDefault")
	if err != nil {
		return nil, err
	}
	requests, err := readComments()
	if err != nil {
		return nil, err
	}
	for name := range requestSchemas(answers) {
		if s := requests.Components.Schemas[name]; s != nil && s.Value != nil {
			answers.Components.Schemas[name].Value.Required = s.Value.Required
		}
	}
	addCommonParts(answers)
	return encodeDocument(answers)
}

// readComments runs swag and converts its result to OpenAPI 3.
func readComments(flags ...string) (*openapi3.T, error) {
	dir, err := os.MkdirTemp("", "swag")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	sources, err := packages("services", "notify", "scheduler")
	if err != nil {
		return nil, err
	}
	args := append([]string{"tool", "swag", "init", "--quiet", "--parseInternal", "--outputTypes", "json",
		"-g", "main.go", "-d", strings.Join(append([]string{mainPackage}, sources...), ","), "-o", dir}, flags...)
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("swag: %w\n%s", err, out)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "swagger.json"))
	if err != nil {
		return nil, err
	}
	var doc2 openapi2.T
	if err := json.Unmarshal(raw, &doc2); err != nil {
		return nil, fmt.Errorf("read swag's output: %w", err)
	}
	doc, err := openapi2conv.ToV3(&doc2)
	if err != nil {
		return nil, fmt.Errorf("convert: %w", err)
	}
	if doc.Components == nil {
		doc.Components = &openapi3.Components{}
	}
	return doc, nil
}

// packages lists the topmost directories with Go files below the roots. swag takes a directory's import path from its own
// files, so a directory without Go files would hide all types below it.
func packages(roots ...string) ([]string, error) {
	var dirs []string
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			files, err := filepath.Glob(filepath.Join(path, "*.go"))
			if err != nil || len(files) == 0 {
				return err
			}
			dirs = append(dirs, "./"+filepath.ToSlash(path))
			return filepath.SkipDir
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return dirs, nil
}

const refPrefix = "#/components/schemas/"

// requestSchemas returns the names of the schemas that occur in request bodies.
func requestSchemas(doc *openapi3.T) map[string]bool {
	names := make(map[string]bool)
	var follow func(ref *openapi3.SchemaRef)
	follow = func(ref *openapi3.SchemaRef) {
		if ref == nil {
			return
		}
		if name, ok := strings.CutPrefix(ref.Ref, refPrefix); ok {
			if names[name] {
				return
			}
			names[name] = true
			ref = doc.Components.Schemas[name]
		}
		if ref == nil || ref.Value == nil {
			return
		}
		follow(ref.Value.Items)
		follow(ref.Value.AdditionalProperties.Schema)
		for _, p := range ref.Value.Properties {
			follow(p)
		}
		for _, part := range ref.Value.AllOf {
			follow(part)
		}
	}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			if op.RequestBody == nil || op.RequestBody.Value == nil {
				continue
			}
			for _, media := range op.RequestBody.Value.Content {
				follow(media.Schema)
			}
		}
	}
	return names
}

// encodeDocument returns the description in one fixed form. It fails when the description is not valid.
func encodeDocument(doc *openapi3.T) ([]byte, error) {
	raw, err := doc.MarshalJSON()
	if err != nil {
		return nil, err
	}
	// Load it as a client would, which finds unresolved references.
	again, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		return nil, fmt.Errorf("load the result: %w", err)
	}
	if err := again.Validate(context.Background(), openapi3.DisableExamplesValidation()); err != nil {
		return nil, fmt.Errorf("validate the result: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// addCommonParts adds what comments on single handlers cannot say: authentication, the API's address, the failures that
// many operations share, and their media type.
func addCommonParts(doc *openapi3.T) {
	doc.Servers = openapi3.Servers{{URL: "/api/v1"}}
	doc.Components.SecuritySchemes = openapi3.SecuritySchemes{
		"session": {Value: openapi3.NewSecurityScheme().WithType("http").WithScheme("bearer").
			WithDescription("会话令牌；浏览器使用 tongxing_session Cookie。A session token; browsers send it in the cookie tongxing_session.")},
	}
	_, known := doc.Components.Schemas["httpapi.Problem"]
	if known {
		doc.Components.Responses = problemResponses()
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if op.RequestBody != nil && op.RequestBody.Value != nil {
				setJSONType(op.RequestBody.Value)
			}
			for status, res := range op.Responses.Map() {
				if status >= "400" && res.Value != nil {
					setProblemType(res.Value)
				}
			}
			op.Responses.Delete("default")
			for _, status := range commonStatuses(method, path, op) {
				if known && op.Responses.Value(status) == nil {
					op.Responses.Set(status, &openapi3.ResponseRef{Ref: problemRef(status)})
				}
			}
			if op.OperationID == "" {
				op.OperationID = operationID(method, path)
			}
			known := op.Parameters.GetByInAndName("header", "Idempotency-Key") != nil
			if method != "GET" && !known && op.Security != nil && len(*op.Security) > 0 {
				op.Parameters = append(op.Parameters, idempotencyKey())
			}
		}
	}
}

// setJSONType sets the media type of a body whose handler names none: Bind takes JSON only.
func setJSONType(b *openapi3.RequestBody) {
	if media := b.Content.Get("*/*"); media != nil && len(b.Content) == 1 {
		b.Content = openapi3.Content{"application/json": media}
	}
}

func setProblemType(r *openapi3.Response) {
	if media := r.Content.Get("application/json"); media != nil {
		r.Content = openapi3.Content{"application/problem+json": media}
	}
}

// commonProblems are the failures of HTTP, login and limits that comments on handlers do not repeat, by status.
var commonProblems = map[string]string{
	"400": "内容有误 Needs correcting",
	"401": "需要登录 Log in first",
	"403": "没有权限 Not allowed",
	"404": "没有找到 Not found",
	"408": "请求未能及时送达 The body did not arrive in time",
	"409": "当前状态不允许 Not possible now",
	"412": "内容已被他人修改 Changed in between",
	"413": "内容过大 Too large",
	"415": "格式不支持 Not supported",
	"422": "同一个 Idempotency-Key 用于不同的内容 The same Idempotency-Key with another body",
	"429": "操作过于频繁 Too many tries",
	"500": "系统错误 Internal error",
	"503": "暂时无法使用 Not available now",
}

// commonStatuses returns those of commonProblems that the operation can answer with.
func commonStatuses(method, path string, op *openapi3.Operation) []string {
	list := []string{"400", "429", "500", "503"}
	if op.Security != nil && len(*op.Security) > 0 {
		list = append(list, "401", "403")
		if method != "GET" {
			list = append(list, "409", "422")
		}
	}
	if strings.Contains(path, "{") || op.RequestBody != nil { // the record itself, or one that the body names
		list = append(list, "404")
	}
	if op.Parameters.GetByInAndName("header", "If-Match") != nil {
		list = append(list, "412")
	}
	if op.RequestBody != nil {
		list = append(list, "408", "413", "415")
	}
	return list
}

const responsePrefix = "#/components/responses/"

func problemRef(status string) string { return responsePrefix + "Problem" + status }

// problemResponses returns the descriptions that problemRef refers to.
func problemResponses() openapi3.ResponseBodies {
	all := openapi3.ResponseBodies{}
	for status, text := range commonProblems {
		r := openapi3.NewResponse().WithDescription(text)
		r.Content = openapi3.Content{"application/problem+json": openapi3.NewMediaType().WithSchemaRef(openapi3.NewSchemaRef(refPrefix+"httpapi.Problem", nil))}
		all["Problem"+status] = &openapi3.ResponseRef{Value: r}
	}
	return all
}

func idempotencyKey() *openapi3.ParameterRef {
	p := openapi3.NewHeaderParameter("Idempotency-Key").WithSchema(openapi3.NewStringSchema().WithMaxLength(64))
	p.Description = "同一个键只生效一次 One effect per key, for 24 hours"
	return &openapi3.ParameterRef{Value: p}
}

// operationID returns an operation's name, made of method and address: postActivitiesIdSignups.
func operationID(method, path string) string {
	var b bytes.Buffer
	for _, r := range method {
		b.WriteRune(r | 0x20)
	}
	up := true
	for _, r := range path {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			if up && r >= 'a' && r <= 'z' {
				r -= 'a' - 'A'
			}
			b.WriteRune(r)
			up = false
		default:
			up = true
		}
	}
	return b.String()
}
