-- retire: note that keys are not needed any more, and that they never write again.
-- KEYS 1 schema
-- ARGV 1 check of the key that everything is sealed with, then the checks of those that go
-- returns the keys still in use
local h = redis.call('HMGET', KEYS[1], 'check', 'keys', 'retired')
local gone, keys, retired = {}, ARGV[1], h[3] or ''
for i = 2, #ARGV do
  gone[ARGV[i]] = true
  if not string.find(' ' .. retired .. ' ', ' ' .. ARGV[i] .. ' ', 1, true) then
    retired = retired == '' and ARGV[i] or (retired .. ' ' .. ARGV[i])
  end
end
for check in string.gmatch(h[2] or h[1] or '', '%S+') do
  if check ~= ARGV[1] and not gone[check] then
    keys = keys .. ' ' .. check
  end
end
redis.call('HSET', KEYS[1], 'check', ARGV[1], 'keys', keys, 'retired', retired)
return keys
