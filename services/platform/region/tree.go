package region

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Tree looks up regions, compiled-in and stored ones. It is safe for concurrent use. Regions are added, never changed or
// removed.
type Tree struct {
	db      *docstore.DB
	regions *docstore.Collection[Region]
	base    *divisions

	mu     sync.RWMutex
	stored map[string]*Region // committed regions that this replica has read

	fullNames *lru.Cache[string, string] // full names by path; they never change
}

const fullNameCache = 20_000

// Open declares the collection, unpacks the divisions (about 30 ms, once per process) and reads the stored regions.
func Open(ctx context.Context, db *docstore.DB) (*Tree, error) {
	base, err := compiledDivisions()
	if err != nil {
		return nil, err
	}
	regions, err := declareRegions(db)
	if err != nil {
		return nil, fmt.Errorf("declare %s: %w", regionsName, err)
	}
	full, err := lru.New[string, string](fullNameCache)
	if err != nil {
		return nil, fmt.Errorf("names of regions: %w", err)
	}
	t := &Tree{db: db, regions: regions, base: base, stored: map[string]*Region{}, fullNames: full}
	return t, t.Reload(ctx)
}

// Reload reads the stored regions again when their number has changed. Call it once a minute, outside transactions.
func (t *Tree) Reload(ctx context.Context) error {
	n, err := t.regions.Count(ctx, nil)
	if err != nil {
		return fmt.Errorf("count regions: %w", err)
	}
	t.mu.RLock()
	same := n == int64(len(t.stored))
	var before map[string]*Region
	if !same {
		before = maps.Clone(t.stored)
	}
	t.mu.RUnlock()
	if same {
		return nil
	}
	stored := make(map[string]*Region, n)
	err = t.regions.Each(ctx, nil, func(r Region) error {
		stored[r.Code] = &r
		return nil
	})
	if err != nil {
		return fmt.Errorf("read regions: %w", err)
	}
	t.mu.Lock()
	for code, r := range t.stored { // regions that Lookup added in the meantime
		if stored[code] == nil && before[code] == nil {
			stored[code] = r
		}
	}
	t.stored = stored
	t.mu.Unlock()
	return nil
}

// Lookup returns the region of the code. A region that is not cached is read from the store, which shows only committed
// ones: inside the transaction that adds a region, use the result of Add, or Find.
func (t *Tree) Lookup(code string) (Region, bool) {
	if r, ok := t.cachedRegion(code); ok {
		return r, true
	}
	if !codeForm.MatchString(code) {
		return Region{}, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookupTime)
	defer cancel()
	r, err := t.regions.Get(ctx, code)
	if err != nil {
		return Region{}, false
	}
	t.mu.Lock()
	t.stored[code] = &r
	t.mu.Unlock()
	return r, true
}

const lookupTime = 2 * time.Second

// Find is Lookup within the caller's transaction and deadline. It returns ErrUnknown when there is no such region.
func (t *Tree) Find(ctx context.Context, code string) (Region, error) {
	if r, ok := t.cachedRegion(code); ok {
		return r, nil
	}
	if !codeForm.MatchString(code) {
		return Region{}, ErrUnknown
	}
	r, err := t.regions.Get(ctx, code) // not cached: it may still be rolled back
	if errors.Is(err, docstore.ErrNotFound) {
		return Region{}, ErrUnknown
	}
	if err != nil {
		return Region{}, fmt.Errorf("region %s: %w", code, err)
	}
	return r, nil
}

// Resolve is Lookup for codes as other systems write them: padded with zeros to 6, 9 or 12 digits (520000, 520111000000),
// with blanks around.
func (t *Tree) Resolve(code string) (Region, bool) {
	code = strings.TrimSpace(code)
	for {
		if r, ok := t.cachedRegion(code); ok {
			return r, true
		}
		short, ok := "", false
		switch len(code) {
		case 12, 9:
			short, ok = strings.CutSuffix(code, "000")
		case 6, 4:
			short, ok = strings.CutSuffix(code, "00")
		}
		if !ok {
			return t.Lookup(code)
		}
		code = short
	}
}

// Path returns the path of the code's region: "52/5201/520111/".
func (t *Tree) Path(code string) (string, bool) {
	r, ok := t.Lookup(code)
	return r.Path, ok
}

// Children returns the regions directly below the code in order of code; the provinces for "". Stored regions are read with
// ctx, so a transaction sees its own. When the store does not answer, the cached ones are returned.
func (t *Tree) Children(ctx context.Context, code string) []Region {
	out := t.base.children(code)
	if code == "" {
		return out
	}
	stored, err := t.storedChildren(ctx, code)
	if err != nil {
		stored = t.cachedChildren(code)
	}
	out = append(out, stored...)
	slices.SortFunc(out, func(a, b Region) int { return strings.Compare(a.Code, b.Code) })
	return out
}

// Name returns the name of the path's last region, or "" for an unknown path.
func (t *Tree) Name(path string) string {
	r, _ := t.Lookup(CodeOf(path))
	return r.Name
}

// VillageName returns the name of a village after that of its township, "青岩镇 龙井村": villages of several townships have one name. Of
// a township and above it returns the name alone, of an unknown path "".
func (t *Tree) VillageName(path string) string {
	r, ok := t.Lookup(CodeOf(path))
	if !ok || r.Level < Village {
		return r.Name
	}
	return strings.TrimSpace(t.Name(strings.TrimSuffix(path, r.Code+"/")) + " " + r.Name)
}

// placeholderPrefectures exist in the codes only.
var placeholderPrefectures = []string{"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}

// FullName returns the names along a path separated by blanks: "贵州省 贵阳市 花溪区". It leaves out placeholder prefectures and
// counties that repeat their city: "广东省 东莞市 虎门镇".
func (t *Tree) FullName(path string) string {
	if name, ok := t.fullNames.Get(path); ok {
		return name
	}
	var names []string
	all := true
	for code := range strings.SplitSeq(strings.TrimSuffix(path, "/"), "/") {
		r, ok := t.Lookup(code)
		all = all && ok
		if !ok || r.Level == City && slices.Contains(placeholderPrefectures, r.Name) {
			continue
		}
		if len(names) == 0 || names[len(names)-1] != r.Name {
			names = append(names, r.Name)
		}
	}
	name := strings.Join(names, " ")
	if all {
		t.fullNames.Add(path, name)
	}
	return name
}

// Add stores a village or custom node under its Parent and returns it with id and path. The caller sets Code, Name, Level
// and Parent; without a Kind it is GB if the code is all digits, else Custom. It returns ErrUnknown for the parent,
// ErrDuplicate, or fault.ErrInvalid with the fields. After the commit every replica finds it by Lookup and Children.
func (t *Tree) Add(ctx context.Context, r Region) (Region, error) {
	added, err := t.AddMany(ctx, []Region{r})
	if err != nil {
		return Region{}, err
	}
	return added[0], nil
}

// AddMany is Add for several regions, all or none; a region may lie under an earlier one of the same call.
func (t *Tree) AddMany(ctx context.Context, rs []Region) ([]Region, error) {
	var out []Region
	err := t.db.Tx(ctx, func(ctx context.Context) error {
		out = make([]Region, 0, len(rs))
		fresh := make(map[string]Region, len(rs))
		for _, r := range rs {
			parent, ok := fresh[r.Parent]
			if !ok {
				var err error
				if parent, err = t.Find(ctx, r.Parent); err != nil {
					return atField("parent", err)
				}
			}
			done, err := r.validatedUnder(parent)
			if err != nil {
				return err
			}
			if _, twice := fresh[r.Code]; twice {
				return ErrDuplicate.At("code")
			}
			if _, taken := t.cachedRegion(r.Code); taken {
				return ErrDuplicate.At("code")
			}
			fresh[r.Code] = done
			out = append(out, done)
		}
		if err := t.regions.InsertMany(ctx, out); err != nil {
			if errors.Is(err, docstore.ErrDuplicate) {
				return ErrDuplicate.At("code")
			}
			return fmt.Errorf("add regions: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// cachedRegion returns a region without reading the store.
func (t *Tree) cachedRegion(code string) (Region, bool) {
	if i, ok := t.base.find(code); ok {
		return t.base.region(i), true
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	if r := t.stored[code]; r != nil {
		return *r, true
	}
	return Region{}, false
}

func (t *Tree) cachedChildren(parent string) []Region {
	t.mu.RLock()
	defer t.mu.RUnlock()
	var out []Region
	for _, r := range t.stored {
		if r.Parent == parent {
			out = append(out, *r)
		}
	}
	return out
}

func atField(path string, err error) error {
	if errors.Is(err, ErrUnknown) {
		return ErrUnknown.At(path)
	}
	return err
}
