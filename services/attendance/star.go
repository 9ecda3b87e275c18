package attendance

// Stars are the confirmed hours at which a volunteer gets one star more.
var Stars = []int64{100, 300, 600, 1000, 1500}

// StarsFor returns how many stars the minutes are worth, and at how many minutes there is one more; 0 after the last.
func StarsFor(minutes int64) (stars int, next int64) {
	for _, hours := range Stars {
		if minutes < hours*60 {
			return stars, hours * 60
		}
		stars++
	}
	return stars, 0
}
