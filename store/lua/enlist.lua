-- enlist: note a key with which the store is sealed from now on.
-- KEYS 1 schema
-- ARGV 1 check of the key
-- returns 'listed'; 'retired' when it never is to be written with again, or 'none' without a schema, and nothing is changed
local h = redis.call('HMGET', KEYS[1], 'check', 'keys', 'retired')
if not h[1] then
  return 'none'
end
for check in string.gmatch(h[3] or '', '%S+') do
  if check == ARGV[1] then
    return 'retired'
  end
end
local keys = h[2] or h[1]
for check in string.gmatch(keys, '%S+') do
  if check == ARGV[1] then
    return 'listed'
  end
end
redis.call('HSET', KEYS[1], 'keys', keys .. ' ' .. ARGV[1])
return 'listed'
