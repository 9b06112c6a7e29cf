package bot

// levels is how deep JSON may be nested that a platform sends. Theirs has about
// twenty levels; a parser's work and memory grow with them.
const levels = 200

// TooDeep reports whether JSON is nested deeper than anything that a platform sends.
// It reads each byte once and keeps nothing. Whether it is JSON at all, the parser
// says.
func TooDeep(raw []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++ // what follows is no end
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > levels {
				return true
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return false
}
