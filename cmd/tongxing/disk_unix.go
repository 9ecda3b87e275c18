//go:build linux || darwin

package main

import "syscall"

// freeBytes is what a program without root may still write to the disk of the directory; -1 when that cannot be told.
func freeBytes(dir string) float64 {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return -1
	}
	return float64(fs.Bavail) * float64(fs.Bsize)
}
