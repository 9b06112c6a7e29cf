package store

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// hash reads the fields of a hash that exist; all without names.
func (s *Store) hash(ctx context.Context, key string, fields []string) (map[string]string, error) {
	var all *redis.MapStringStringCmd
	var some *redis.SliceCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		if len(fields) == 0 {
			all = p.HGetAll(ctx, key)
			return
		}
		some = p.HMGet(ctx, key, fields...)
	})
	if err != nil {
		return nil, err
	}
	if all != nil {
		return all.Val(), nil
	}
	m := make(map[string]string, len(fields))
	for i, v := range some.Val() {
		if t, ok := v.(string); ok {
			m[fields[i]] = t
		}
	}
	return m, nil
}

func names[T ~string](ids []T) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}
