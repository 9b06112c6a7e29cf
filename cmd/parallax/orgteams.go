package main

import (
	"net/url"
	"regexp"
	"strings"
)

// Ids of Teams in the form in which Teams tells them: of a person the object id
// of the directory, of a channel the id of its conversation, capitals and all.
var (
	teamsPerson  = regexp.MustCompile(`^[a-z0-9._-]{1,64}$`)
	teamsChannel = regexp.MustCompile(`^19:[A-Za-z0-9._=+-]{1,200}@thread\.(tacv2|skype)$`)
)

// teamsID brings an id as people write and paste it into that form, with
// "tenant/" before it when they name one. An id of a person may begin with
// "aad:"; a channel may be the link that its menu gives.
func teamsID(text string, channel bool) string {
	if channel {
		text = linked(text)
	}
	team, id, both := strings.Cut(text, "/")
	if !both {
		team, id = "", text
	}
	if !channel {
		id = strings.TrimPrefix(strings.ToLower(id), "aad:")
	}
	if both {
		return strings.ToLower(team) + "/" + id
	}
	return id
}

// linked returns the channel in the link to it or to a message in it, as
// "tenant/id" when the link names a tenant. What is no such link stays as it is.
func linked(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" {
		return text
	}
	parts := strings.Split(u.Path, "/") // "", "l", "channel", id, name
	if len(parts) < 4 || parts[1] != "l" || parts[2] != "channel" && parts[2] != "message" {
		return text
	}
	if tenant := u.Query().Get("tenantId"); tenant != "" {
		return tenant + "/" + parts[3]
	}
	return parts[3]
}
