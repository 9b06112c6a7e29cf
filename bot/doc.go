// Package bot holds what every chat platform shares: the words that people read,
// the Text type that keeps people's own texts harmless, the signed tokens that
// buttons carry, and the grammar of commands. It knows no platform: how a message
// looks is decided in the packages below it.
package bot
