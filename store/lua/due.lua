-- due: which letters a claim may concern. Changes nothing.
-- KEYS 1 ob.due, 2 ob.inflight
-- ARGV 1 now (ms), 2 lease (us), 3 how many
-- returns { ids that are due, earliest first; ids whose lease ran out, or began in the
--      future, since the clock was put back }
local t = redis.call('TIME')
local clock = t[1] * 1000000 + t[2]
local ended = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', clock - tonumber(ARGV[2]), 'LIMIT', 0, 500)
local ahead = redis.call('ZRANGEBYSCORE', KEYS[2], clock + 1000000, '+inf', 'LIMIT', 0, 500)
for i = 1, #ahead do
  ended[#ended + 1] = ahead[i]
end
return { redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3]), ended }
