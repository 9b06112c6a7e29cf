package store

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Dial connects to a Redis and returns a store that is ready for use:
//
//	redis://[user:password@]host[:port]          one server
//	rediss://...                                 the same over TLS
//	redis://host1:port,host2:port                Cluster
//	redis://host1:26379,host2:26379?master_name=main[&sentinel_username=..&sentinel_password=..]
//
// Only database 0 is taken. Errors never hold the password.
func Dial(ctx context.Context, rawURL string, o Options) (*Store, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, fmt.Errorf("redis url: %w", err)
	}
	client := redis.NewUniversalClient(u)
	s, err := New(client, o)
	if err == nil {
		err = s.Init(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("redis %s: %w", strings.Join(u.Addrs, ","), err), client.Close())
	}
	return s, nil
}

// parseURL reads the forms of Dial. It takes the hosts apart itself, since a list
// of hosts is no URL, and does not pass on errors that quote the URL.
func parseURL(raw string) (*redis.UniversalOptions, error) {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok || (scheme != "redis" && scheme != "rediss") {
		return nil, errors.New("want redis:// or rediss://")
	}
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	user, hosts := "", authority
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		user, hosts = authority[:i+1], authority[i+1:]
	}
	o := &redis.UniversalOptions{
		// A frozen server costs two attempts of 700 ms; see patience.
		DialTimeout: 700 * time.Millisecond, ReadTimeout: 700 * time.Millisecond, WriteTimeout: 700 * time.Millisecond,
		MaxRetries: 1, MinRetryBackoff: 10 * time.Millisecond, MaxRetryBackoff: 50 * time.Millisecond,
		DialerRetries: 1, PoolTimeout: time.Second,
		ContextTimeoutEnabled: true, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
	port := "6379"
	query := url.Values{}
	for i, host := range strings.Split(hosts, ",") {
		u, err := url.Parse(scheme + "://" + user + host + tail)
		if err != nil || u.Hostname() == "" {
			return nil, errors.New("want redis://[user:password@]host[:port][,host:port ...][?master_name=...]; special characters of a password as %XX")
		}
		if i == 0 {
			if db := strings.Trim(u.Path, "/"); db != "" && db != "0" {
				return nil, fmt.Errorf("only database 0 is used, not %q", db)
			}
			if query, err = url.ParseQuery(u.RawQuery); err != nil {
				return nil, errors.New("the part after ? does not parse")
			}
			if query.Has("master_name") {
				port = "26379"
			}
			o.Username = u.User.Username()
			o.Password, _ = u.User.Password()
		}
		if p := u.Port(); p != "" {
			o.Addrs = append(o.Addrs, u.Host)
		} else {
			o.Addrs = append(o.Addrs, u.Host+":"+port)
		}
	}
	for name, values := range query {
		value := values[len(values)-1]
		switch name {
		case "master_name":
			o.MasterName = value
		case "sentinel_username":
			o.SentinelUsername = value
		case "sentinel_password":
			o.SentinelPassword = value
		default:
			return nil, fmt.Errorf("unknown setting %q", name)
		}
	}
	if query.Has("master_name") && o.MasterName == "" {
		return nil, errors.New("master_name is empty")
	}
	if scheme == "rediss" {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	o.Dialer = newLines(o.DialTimeout, o.TLSConfig).dial
	return o, nil
}
