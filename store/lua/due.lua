-- due: which letters a claim may concern. Changes nothing.
-- KEYS 1 ob.due, 2 ob.inflight
-- ARGV 1 now (ms), 2 lease (us), 3 how many
-- returns { ids that are due, earliest first; ids whose lease ran out }
local t = redis.call('TIME')
local clock = t[1] * 1000000 + t[2]
return {
  redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3]),
  redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', clock - tonumber(ARGV[2]), 'LIMIT', 0, 500),
}
