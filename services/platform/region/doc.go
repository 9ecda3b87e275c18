// Package region knows the places and the days that everything else hangs on: the tree of administrative divisions with
// the villages and custom nodes (园区, 开发区) that an area adds, calendar days in Chinese time, and which of them are
// working days.
//
// A place is stored as its path, each level's code and a slash: "52/5201/520111/". A subtree is then a prefix. Codes say
// nothing by their length; the level is a field.
//
// Provinces to townships are compiled in (data/README.md has source, licence and date: 2023-06-30). Villages and custom
// nodes are in the collection "regions", changed working days in "calendar_days". Each replica keeps what it has read
// and calls Reload once a minute. Tree and Calendar ask nobody who they are; over HTTP everybody reads, who holds
// auth.RegionEdit adds villages and custom nodes within reach, and from the county up edits the working-day table.
package region
