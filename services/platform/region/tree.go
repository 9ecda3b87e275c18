package region

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Tree answers which regions there are: the compiled-in ones and those of the store. It may be used by many goroutines
// at once. Regions are only ever added.
type Tree struct {
	db      *docstore.DB
	regions *docstore.Collection[Region]
	base    *divisions

	mu     sync.RWMutex
	stored map[string]*Region // committed ones that this replica has read

	full *lru.Cache[string, string] // names along paths that lead somewhere; they never change
}

const fullKept = 20_000

// Open declares the collection, unpacks the divisions (some 30 ms, once in a process) and reads the stored regions.
func Open(ctx context.Context, db *docstore.DB) (*Tree, error) {
	base, err := standard()
	if err != nil {
		return nil, err
	}
	regions, err := declareRegions(db)
	if err != nil {
		return nil, fmt.Errorf("declare %s: %w", regionsName, err)
	}
	full, err := lru.New[string, string](fullKept)
	if err != nil {
		return nil, fmt.Errorf("names of regions: %w", err)
	}
	t := &Tree{db: db, regions: regions, base: base, stored: map[string]*Region{}, full: full}
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
	for code, r := range t.stored { // what Lookup met meanwhile
		if stored[code] == nil {
			stored[code] = r
		}
	}
	t.stored = stored
	t.mu.Unlock()
	return nil
}

// Lookup returns the region of the code. One that this replica has not met yet is looked for in the store, where only
// what is committed is seen; inside the transaction that adds a region, use what Add returned, or Find.
func (t *Tree) Lookup(code string) (Region, bool) {
	if r, ok := t.known(code); ok {
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

// Find is Lookup with the caller's transaction and deadline. It returns ErrUnknown when there is no such region.
func (t *Tree) Find(ctx context.Context, code string) (Region, error) {
	if r, ok := t.known(code); ok {
		return r, nil
	}
	if !codeForm.MatchString(code) {
		return Region{}, ErrUnknown
	}
	r, err := t.regions.Get(ctx, code) // not kept: it may yet be rolled back
	if errors.Is(err, docstore.ErrNotFound) {
		return Region{}, ErrUnknown
	}
	if err != nil {
		return Region{}, fmt.Errorf("region %s: %w", code, err)
	}
	return r, nil
}

// Resolve is Lookup for codes as other systems write them: filled up with noughts to 6, 9 or 12 digits (520000,
// 520111000000), and with blanks around.
func (t *Tree) Resolve(code string) (Region, bool) {
	code = strings.TrimSpace(code)
	for {
		if r, ok := t.known(code); ok {
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

// Children returns the regions directly below the code in order of code; of "" the provinces. Stored ones are read
// with ctx, so a transaction sees its own; when the store does not answer, those that this replica has met are returned.
func (t *Tree) Children(ctx context.Context, code string) []Region {
	out := t.base.children(code)
	if code == "" {
		return out
	}
	stored, err := t.below(ctx, code)
	if err != nil {
		stored = t.met(code)
	}
	out = append(out, stored...)
	slices.SortFunc(out, func(a, b Region) int { return strings.Compare(a.Code, b.Code) })
	return out
}

// Name returns the name of the path's last region, or "" for a path that leads nowhere.
func (t *Tree) Name(path string) string {
	r, _ := t.Lookup(CodeOf(path))
	return r.Name
}

// unreal are prefectures that exist in the codes only.
var unreal = []string{"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}

// FullName returns the names along a path with blanks between: "贵州省 贵阳市 花溪区". Prefectures that are no real place
// and counties that only repeat their city are left out: "广东省 东莞市 虎门镇".
func (t *Tree) FullName(path string) string {
	if name, ok := t.full.Get(path); ok {
		return name
	}
	var names []string
	all := true
	for code := range strings.SplitSeq(strings.TrimSuffix(path, "/"), "/") {
		r, ok := t.Lookup(code)
		all = all && ok
		if !ok || r.Level == City && slices.Contains(unreal, r.Name) {
			continue
		}
		if len(names) == 0 || names[len(names)-1] != r.Name {
			names = append(names, r.Name)
		}
	}
	name := strings.Join(names, " ")
	if all {
		t.full.Add(path, name)
	}
	return name
}

// Add stores a village or custom node under its Parent and returns it with id and path. Code, Name, Level and Parent are
// the caller's; without a Kind it is GB if the code is all digits, else Custom. It returns ErrUnknown for the parent,
// ErrDuplicate, or fault.ErrInvalid with the fields. After commit every replica finds it by Lookup and Children.
func (t *Tree) Add(ctx context.Context, r Region) (Region, error) {
	added, err := t.AddMany(ctx, []Region{r})
	if err != nil {
		return Region{}, err
	}
	return added[0], nil
}

// AddMany is Add for many at once, all or none; a region may lie under an earlier one of the same call.
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
					return blame("parent", err)
				}
			}
			done, err := r.under(parent)
			if err != nil {
				return err
			}
			if _, twice := fresh[r.Code]; twice {
				return ErrDuplicate.At("code")
			}
			if _, taken := t.known(r.Code); taken {
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

// known returns the region from memory.
func (t *Tree) known(code string) (Region, bool) {
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

func (t *Tree) met(parent string) []Region {
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

func blame(path string, err error) error {
	if errors.Is(err, ErrUnknown) {
		return ErrUnknown.At(path)
	}
	return err
}
