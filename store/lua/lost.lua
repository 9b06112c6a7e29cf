-- lost: which letters have been unknown for some time. Changes nothing.
-- KEYS 1 ob.unknown
-- ARGV 1 for how long (us), 2 how many
-- returns the ids, longest first
local t = redis.call('TIME')
local clock = t[1] * 1000000 + t[2]
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', clock - tonumber(ARGV[1]), 'LIMIT', 0, ARGV[2])
