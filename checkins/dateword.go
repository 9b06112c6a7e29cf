package checkins

// dateWords are the German words of dates, by the English ones that ParseWhen reads. The
// commands are the same in every language; dates are what people type without thinking.
var dateWords = map[string]string{
	"bis": "until", "heute": "today", "morgen": "tomorrow", "nächste": "next", "naechste": "next", "nächsten": "next", "nächster": "next",
	"woche": "week", "wochen": "weeks", "tag": "day", "tage": "days", "tagen": "days", "monat": "month", "monate": "months", "monaten": "months",
	"ein": "a", "eine": "a", "einem": "a", "einer": "a", "zwei": "two", "drei": "three", "vier": "four", "fünf": "five", "sechs": "six",
	"montag": "monday", "dienstag": "tuesday", "mittwoch": "wednesday", "donnerstag": "thursday", "freitag": "friday", "samstag": "saturday",
	"sonnabend": "saturday", "sonntag": "sunday",
	"januar": "january", "jänner": "january", "februar": "february", "märz": "march", "mai": "may", "juni": "june", "juli": "july",
	"oktober": "october", "dezember": "december", "okt": "october", "dez": "december", "okt.": "october", "dez.": "december",
}

// inEnglish puts the words of a date into English, where they are none yet.
func inEnglish(words []string) []string {
	all := make([]string, len(words))
	for n, w := range words {
		all[n] = w
		if e, ok := dateWords[w]; ok {
			all[n] = e
		}
	}
	return all
}
