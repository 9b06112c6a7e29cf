package parallax

import "embed"

// Papers are the texts that a deployment shows to whoever follows the links of
// the Teams app: README.md, docs/privacy.md and LICENSE.
//
//go:embed README.md docs/privacy.md LICENSE
var Papers embed.FS
