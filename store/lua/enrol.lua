-- enrol: create or update an org with the people and initiatives named.
-- KEYS 1 org, 2 people, 3 initiatives, 4 leadof, 5 sched, 6 ob.due, 7 seen, then what was said about whys, then the
--      letters, then the letters to be redrawn, then one index key a step (a key may come again)
-- ARGV 1 the revision that was read ('' before the first), 2 JSON of the org, 3 call, 4 seconds to remember the
--      delivery (0: it has no id), 5 now (ms), 6 the number of whys and two each: the revision that was read, sealed;
--      then four lists, each its length n and n pairs: person JSON; initiative JSON;
--      field and its initiatives (the whole of leadof); member of sched, time ('' removes it);
--      then the number of letters and six a letter, see post; then the number of letters to redraw and their ids;
--      then for each index key a step (del, set, sadd, srem, hdel) and its value
-- returns 1, also when the delivery was seen and nothing is changed; 0 when the org or a why has another revision, and
--      nothing is changed
local keep = tonumber(ARGV[4])
local h = redis.call('HMGET', KEYS[1], 'rev', 'call')
local rev = h[1] or ''
if h[2] == ARGV[3] or keep > 0 and redis.call('EXISTS', KEYS[7]) == 1 then
  return 1
end
if rev ~= ARGV[1] then
  return 0
end
local whys = tonumber(ARGV[6])
for i = 1, whys do
  if (redis.call('HGET', KEYS[7 + i], 'rev') or '0') ~= ARGV[5 + 2 * i] then
    return 0
  end
end
redis.call('DEL', KEYS[4]) -- first, since a full Redis lets pass what begins so: people can still be taken out
redis.call('HSET', KEYS[1], 'rev', (tonumber(rev) or 0) + 1, 'doc', ARGV[2], 'call', ARGV[3])
for i = 1, whys do
  redis.call('HSET', KEYS[7 + i], 'rev', tonumber(ARGV[5 + 2 * i]) + 1, 'doc', ARGV[6 + 2 * i])
end

local at = 7 + 2 * whys
local function each(todo)
  local n = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, n do
    todo(ARGV[at], ARGV[at + 1])
    at = at + 2
  end
end

each(function(id, doc) redis.call('HSET', KEYS[2], id, doc) end)
each(function(id, doc) redis.call('HSET', KEYS[3], id, doc) end)
each(function(id, leads) redis.call('HSET', KEYS[4], id, leads) end)
each(function(member, time)
  if time == '' then
    redis.call('ZREM', KEYS[5], member)
  else
    redis.call('ZADD', KEYS[5], time, member)
  end
end)
local function count()
  at = at + 1
  return tonumber(ARGV[at - 1])
end
local key = 7 + whys
for _ = 1, count() do
  key = key + 1
  post(KEYS[key], KEYS[6], at)
  at = at + posted
end
for _ = 1, count() do
  key = key + 1
  redraw(KEYS[key], KEYS[6], ARGV[at], ARGV[5])
  at = at + 1
end
for i = key + 1, #KEYS do
  if ARGV[at] == 'del' then
    redis.call('DEL', KEYS[i])
  else
    redis.call(ARGV[at], KEYS[i], ARGV[at + 1])
  end
  at = at + 2
end
if keep > 0 then
  redis.call('SET', KEYS[7], 1, 'EX', keep)
end
return 1
