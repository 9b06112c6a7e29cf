package main

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// checkRedis holds PARALLAX_REDIS_URL against the forms that INTERFACES.md lists
// and sets the default of WaitReplicas. No part of it is repeated in an error: a
// password may stand anywhere in a wrong one.
func (c *Config) checkRedis() error {
	const variable = "PARALLAX_REDIS_URL"
	const form = "write it like redis://user:password@host:6379"
	if c.embedded() {
		return nil
	}
	scheme, rest, ok := strings.Cut(c.RedisURL.Reveal(), "://")
	if !ok || scheme != "redis" && scheme != "rediss" {
		return wrong(variable, "does not begin with redis:// or rediss://: %s", form)
	}
	if strings.ContainsAny(rest, " \t\r\n#") {
		return wrong(variable, "holds a space or #: %s, with such characters of the password as %%20 and %%23", form)
	}
	rest, query, _ := strings.Cut(rest, "?")
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		if strings.Contains(rest[:at], "@") || strings.Contains(rest[:at], "/") {
			return wrong(variable, "holds @ or / in the password: write them as %%40 and %%2F")
		}
		if _, err := url.PathUnescape(rest[:at]); err != nil {
			return wrong(variable, "holds %% in the password: write it as %%25")
		}
		rest = rest[at+1:]
	}
	hosts, path, _ := strings.Cut(rest, "/")
	if path != "" && path != "0" {
		return wrong(variable, "names a database other than 0: remove it, Redis Cluster has no other")
	}
	list := strings.Split(hosts, ",")
	for _, h := range list {
		if err := hostPort(h); err != "" {
			return wrong(variable, "%s: %s", err, form)
		}
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return wrong(variable, "what follows ? cannot be read: the only word that matters here is ?master_name=, for Sentinel")
	}
	if db := values.Get("db"); db != "" && db != "0" {
		return wrong(variable, "names a database other than 0: remove it, Redis Cluster has no other")
	}
	if values.Has("master_name") && values.Get("master_name") == "" {
		return wrong(variable, "master_name is empty: write the name that the Sentinels watch, such as ?master_name=mymaster")
	}
	if len(list) > 1 || values.Has("master_name") {
		c.WaitReplicas = 1
	}
	return nil
}

// unreached is an error at the first word with a Redis, with the way out. What only
// another configuration mends is a configError.
func unreached(err error) error {
	said := "PARALLAX_REDIS_URL: " + strings.TrimSuffix(err.Error(), ".")
	for prefix, way := range map[string]string{
		"WRONGPASS": "write the user and the password that Redis knows, like redis://user:password@host:6379",
		"NOAUTH":    "Redis wants a password, write it like redis://user:password@host:6379",
		"NOPERM":    "allow the account what docs/operations.md lists",
	} {
		if redis.HasErrorPrefix(err, prefix) {
			return configError{said + ": " + way}
		}
	}
	switch {
	case gone(err): // says it itself
		return fmt.Errorf("PARALLAX_REDIS_URL: %w", err)
	case redis.HasErrorPrefix(err, "LOADING"):
		return errors.New(said + ": start again when it has")
	}
	return errors.New(said + ": check the address, and that Redis runs and lets this machine in")
}

// redisParts are the hosts and the query of a PARALLAX_REDIS_URL that was
// checked: neither holds the password of Redis, and the hosts may be printed.
func redisParts(raw string) (hosts, query string) {
	_, rest, _ := strings.Cut(raw, "://")
	rest, query, _ = strings.Cut(rest, "?")
	rest = rest[strings.LastIndex(rest, "@")+1:]
	hosts, _, _ = strings.Cut(rest, "/")
	return hosts, query
}

// copies reports whether answers are copied to replicas that may take over:
// Sentinel, Cluster, or replicas that were asked for.
func (c *Config) copies() bool {
	hosts, query := redisParts(c.RedisURL.Reveal())
	return c.WaitReplicas > 0 || strings.Contains(hosts, ",") || strings.Contains(query, "master_name=")
}

// checkCopies refuses a promise that would not be kept: an answer that only the
// primary has is lost in a failover.
func (c *Config) checkCopies() error {
	if c.embedded() || c.Durability != Strict || !c.copies() || c.WaitReplicas > 0 {
		return nil
	}
	return wrong("PARALLAX_WAIT_REPLICAS", "is 0, and a failover would lose what only the primary has: remove it, so that one replica must hold each answer, or set PARALLAX_DURABILITY=relaxed")
}

// hostPort says what is wrong with host or host:port, "" for nothing.
func hostPort(s string) string {
	host, port := s, "6379"
	if end := strings.LastIndex(s, ":"); end > strings.LastIndex(s, "]") {
		host, port = s[:end], s[end+1:]
	}
	n, err := strconv.ParseUint(port, 10, 16)
	switch {
	case host == "":
		return "a host is missing"
	case strings.Contains(host, ":") && !strings.HasPrefix(host, "["):
		return "an IPv6 address must stand in [brackets]"
	case err != nil || n == 0:
		return "a port is no number from 1 to 65535"
	}
	return ""
}
