//go:build linux || darwin

package main

import "syscall"

// freeBytes returns the free space, without the part reserved for root, on the disk of the directory; -1 when it is not
// known.
func freeBytes(dir string) float64 {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return -1
	}
	return float64(fs.Bavail) * float64(fs.Bsize)
}
