package checkins

import "errors"

// What can be wrong with a request, as opposed to with the store or a platform.
var (
	// ErrNotFound: the thing named does not exist in this org.
	ErrNotFound = errors.New("not found")
	// ErrUnknownDimension: the question bank has no such dimension.
	ErrUnknownDimension = errors.New("unknown dimension")
	// ErrStranger: the account belongs to nobody in the org.
	ErrStranger = errors.New("stranger")
	// ErrStale: somebody else changed it first; read again.
	ErrStale = errors.New("changed meanwhile")
)
