package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals because of the key file.
var (
	errWrongKeys = errors.New("the key file does not fit this store: put the right one back, or the latest copy of it; what other keys have sealed cannot be opened without them")
	errNoNewKeys = errors.New("it is missing, and the store is not empty: put it back; new keys are made for an empty store only")
)

// keyCanary proves that the key file has a key that the store's documents were sealed or indexed with. There is one document
// for each sealing key, under its id, and one for the secret of the blind indexes, under indexCanary.
type keyCanary struct {
	docstore.Meta  `bson:",inline"`
	privacy.Canary `bson:",inline"`
}

const (
	canaryName  = "store_keys"
	indexCanary = "index"
)

// loadKeys reads the sealing keys. In demonstration mode it leaves them to makeKeys when there is no key file.
func (a *app) loadKeys(_ context.Context, p parts) error {
	if !p.read {
		if err := os.MkdirAll(a.cfg.Data, 0o700); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	ring, err := privacy.LoadKeyring(a.cfg.KeyFile)
	if errors.Is(err, os.ErrNotExist) && a.cfg.Demo && !p.read {
		return nil
	}
	return a.useKeys(ring, err)
}

// makeKeys makes the keys that loadKeys did not find. It returns errNoNewKeys unless the store is empty.
func (a *app) makeKeys(ctx context.Context) error {
	if a.sealer != nil {
		return nil
	}
	empty, err := a.db.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return a.useKeys(nil, errNoNewKeys)
	}
	return a.useKeys(privacy.CreateKeyring(a.cfg.KeyFile))
}

func (a *app) useKeys(ring *privacy.Keyring, err error) error {
	if err == nil {
		a.ring, a.index = ring, privacy.NewBlindIndex(ring)
		a.sealer, err = privacy.NewSealer(ring)
	}
	if err != nil {
		return fmt.Errorf("TONGXING_KEY_FILE %s: %w", a.cfg.KeyFile, err)
	}
	return nil
}

// checkKeys returns errWrongKeys when the key file lacks a key that the store has a canary of. A store of an older program has
// no canaries yet; nothing is checked then.
func (a *app) checkKeys(ctx context.Context) error {
	names, err := a.db.Names(ctx)
	if err != nil || !slices.Contains(names, canaryName) {
		return err
	}
	if a.canaries, err = docstore.Declare[keyCanary](a.db, docstore.Spec{Name: canaryName}); err != nil {
		return err
	}
	return a.compareKeys(ctx, a.ring)
}

// compareKeys compares the keys with the canaries of the store.
func (a *app) compareKeys(ctx context.Context, ring *privacy.Keyring) error {
	sealer, err := privacy.NewSealer(ring)
	if err != nil {
		return err
	}
	index := privacy.NewBlindIndex(ring)
	var lacking []string
	err = a.canaries.Each(ctx, nil, func(c keyCanary) error {
		switch {
		case c.ID == indexCanary && !c.FitsIndex(index):
			lacking = append(lacking, "the secret of the blind indexes")
		case c.ID != indexCanary && !c.FitsSealer(sealer, c.ID):
			lacking = append(lacking, "the key "+c.ID)
		}
		return nil
	})
	if err == nil && len(lacking) > 0 {
		err = fmt.Errorf("TONGXING_KEY_FILE %s has the keys %s and lacks %s: %w", a.cfg.KeyFile, strings.Join(ring.IDs(), ", "), strings.Join(lacking, ", "), errWrongKeys)
	}
	return err
}

// storeCanaries stores what the next start compares its key file with: a canary of the current key, and in a store that has
// none yet those of the keys that its documents were sealed and indexed with. It returns errWrongKeys when those documents
// show that a key is missing.
func (a *app) storeCanaries(ctx context.Context, p parts) (err error) {
	if p.read || p.bare {
		return nil
	}
	if a.canaries == nil {
		if a.canaries, err = docstore.Declare[keyCanary](a.db, docstore.Spec{Name: canaryName}); err != nil {
			return err
		}
	}
	keys := []string{a.ring.Current()}
	switch _, err := a.canaries.Get(ctx, indexCanary); {
	case errors.Is(err, docstore.ErrNotFound):
		used, err := a.usedKeys(ctx)
		if err != nil {
			return err
		}
		keys = append(append(keys, used...), indexCanary) // that of the index last: without it, all of this is done again
	case err != nil:
		return err
	}
	for _, id := range keys {
		if err := a.storeCanary(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) storeCanary(ctx context.Context, id string) error {
	_, err := a.canaries.Get(ctx, id)
	if !errors.Is(err, docstore.ErrNotFound) {
		return err
	}
	c := keyCanary{Meta: docstore.Meta{ID: id}}
	if id == indexCanary {
		c.Canary = privacy.NewIndexCanary(a.index)
	} else if c.Canary, err = privacy.NewKeyCanary(a.sealer, id); err != nil {
		return err
	}
	if err := a.canaries.Insert(ctx, &c); !docstore.IsDuplicate(err, "_id") { // another replica may have been faster
		return err
	}
	return nil
}

// usedKeys returns the ids of the keys that documents were sealed with. It returns errWrongKeys when none of the documents
// sealed with a key opens, or when no blind index is the one that the key file gives.
func (a *app) usedKeys(ctx context.Context) ([]string, error) {
	use := privacy.NewKeyUse(a.sealer, a.index)
	for _, f := range a.features {
		if f.EachSealed == nil {
			continue
		}
		err := f.EachSealed(ctx, func(d privacy.SealedDocument) error {
			use.Add(d)
			return ctx.Err()
		})
		if err != nil {
			return nil, err
		}
	}
	used, lacking := use.Keys()
	if len(lacking) > 0 {
		return nil, fmt.Errorf("TONGXING_KEY_FILE %s lacks %s: %w", a.cfg.KeyFile, strings.Join(lacking, ", "), errWrongKeys)
	}
	return used, nil
}

// keysReady compares the key file as it is now with the canaries: another replica may seal with a key that this one lacks, and
// a file that is lost while the server runs has to be put back before it stops.
func (a *app) keysReady(ctx context.Context) error {
	ring, err := privacy.LoadKeyring(a.cfg.KeyFile)
	if err != nil {
		return fmt.Errorf("TONGXING_KEY_FILE %s: %w", a.cfg.KeyFile, err)
	}
	if err := a.compareKeys(ctx, ring); err != nil {
		return err
	}
	return a.compareKeys(ctx, a.ring)
}
