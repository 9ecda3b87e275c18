package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// TestSharding compares deploy/sharding with the program's declarations: every collection must have a place and a reason,
// and no key may be refused by MongoDB because of a unique index.
func TestSharding(t *testing.T) {
	cfg, err := loadConfig(map[string]string{"TONGXING_DATA": t.TempDir(), "TONGXING_DEMO": "true"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := newApp(t.Context(), cfg, slog.New(slog.NewTextHandler(io.Discard, nil)), parts{noSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	var list []struct {
		Name, Why string
		Key       map[string]any
	}
	raw, err := os.ReadFile("../../deploy/sharding/collections.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	declared := map[string]*query.Table{}
	for _, d := range a.db.Declared() {
		declared[d.Name] = d
	}
	spread := 0
	for _, c := range list {
		d := declared[c.Name]
		delete(declared, c.Name)
		if d == nil || c.Why == "" {
			t.Errorf("%s: declared %t, reason %q", c.Name, d != nil, c.Why)
			continue
		}
		if c.Key == nil {
			continue
		}
		spread++
		if c.Key["_id"] != "hashed" || len(c.Key) != 1 {
			t.Errorf("%s: the key %v is not the hash of the id, by which documents are read and changed", c.Name, c.Key)
		}
		for _, ix := range d.Indexes {
			if ix.Unique && ix.Keys[0].Field != 0 {
				t.Errorf("%s: the unique index %s does not begin with the id, so a sharded collection cannot keep it", c.Name, ix.Name)
			}
		}
	}
	for name := range declared {
		t.Errorf("%s has no place in deploy/sharding/collections.json", name)
	}
	t.Run("script", func(t *testing.T) { shardingScript(t, spread) })
}

// shardingScript runs sharding.js like mongosh, with a cluster that only prints.
func shardingScript(t *testing.T, spread int) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not on this machine: not checked")
	}
	cluster := `var said = (what) => (...args) => console.log(what, JSON.stringify(args));
		var sh = { addShardToZone: said('zone'), enableSharding: said('database'), updateZoneKeyRange: said('range'), shardCollection: said('shard') };
		var MinKey = () => 'min', MaxKey = () => 'max', print = console.log;
		var database = 'tongxing_52', zone = 'p52', shards = ['p52a', 'p52b'], grow = `
	for grow, want := range map[string]int{"false": 0, "true": spread} {
		script := "global.__dirname = '../../deploy/sharding'; " + cluster + grow + ";\n" + "eval(require('fs').readFileSync('../../deploy/sharding/sharding.js', 'utf8').replaceAll('const list', 'var list'))"
		out, err := exec.Command(node, "-e", script).CombinedOutput()
		said := string(out)
		if err != nil || strings.Count(said, "zone [") != 2 || strings.Count(said, `database ["tongxing_52","p52a"]`) != 1 ||
			strings.Count(said, "shard [\"tongxing_52.") != want || strings.Count(said, "range [\"tongxing_52.") != want {
			t.Errorf("grow=%s: %v\n%s", grow, err, said)
		}
	}
}
