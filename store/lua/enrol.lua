-- enrol: create or update an org with the people and initiatives named.
-- KEYS 1 org, 2 people, 3 initiatives, 4 leadof, 5 sched, 6 ob.due, then the letters,
--      then one index key a step (a key may come again)
-- ARGV 1 the revision that was read ('' before the first), 2 JSON of the org,
--      then four lists, each its length n and n pairs: person JSON; initiative JSON;
--      field and its initiatives (the whole of leadof); member of sched, time ('' removes it);
--      then the number of letters and six a letter, see post;
--      then for each index key a step (del, set, sadd, srem, hdel) and its value
-- returns 1; 0 when the org has another revision, and nothing is changed
local rev = redis.call('HGET', KEYS[1], 'rev') or ''
if rev ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[4]) -- first, since a full Redis lets pass what begins so: people can still be taken out
redis.call('HSET', KEYS[1], 'rev', (tonumber(rev) or 0) + 1, 'doc', ARGV[2])

local at = 3
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
local letters = tonumber(ARGV[at])
at = at + 1
for i = 7, 6 + letters do
  post(KEYS[i], KEYS[6], at)
  at = at + posted
end
for i = 7 + letters, #KEYS do
  if ARGV[at] == 'del' then
    redis.call('DEL', KEYS[i])
  else
    redis.call(ARGV[at], KEYS[i], ARGV[at + 1])
  end
  at = at + 2
end
return 1
