// Package web is what people see: the apps for volunteers (/v/) and for NGOs and staff (/console/), built by npm and
// taken from dist/, and the public pages, which are templates and need neither npm nor script.
//
// Go alone builds without npm; a page then stands at the apps' addresses and says how to build them.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

//go:embed pages
var pages embed.FS

// App returns the built files of an app by its place, "v" or "console"; ok is false when it was not built.
func App(place string) (files fs.FS, ok bool) {
	files, err := fs.Sub(dist, "dist/"+place)
	if err != nil {
		return nil, false
	}
	_, err = fs.Stat(files, "index.html")
	return files, err == nil
}
