// Package region provides the places and days that other packages refer to: the tree of administrative divisions with the
// villages and custom nodes (园区, 开发区) that an area adds, calendar days in Chinese time, and which of them are working days.
//
// A place is stored as its path: the code of each level and a slash, "52/5201/520111/". A subtree is then a prefix. The
// length of a code says nothing about its level; the level is a field.
//
// Provinces to townships are compiled in (data/README.md has source, licence and date: 2023-06-30). Villages and custom
// nodes are in the collection "regions", changed working days in "calendar_days". Each replica caches them and calls Reload
// once a minute. A choice of regions begins in the counties of the person's offices, else in the area that the program serves
// (TONGXING_REGION), and finds the rest by name, pinyin, initials or code (Search). Tree and Calendar check no permission. Over HTTP everybody may read; holders of auth.RegionEdit add
// villages and custom nodes within their reach, and those of auth.CalendarEdit for a county or above edit the working-day table.
package region
