package attendance

// Stars are the confirmed hours at which a volunteer gets another star.
var Stars = []int64{100, 300, 600, 1000, 1500}

// StarsFor returns the number of stars for the minutes, and the minutes needed for the next star (0 after the last).
func StarsFor(minutes int64) (stars int, next int64) {
	for _, hours := range Stars {
		if minutes < hours*60 {
			return stars, hours * 60
		}
		stars++
	}
	return stars, 0
}
