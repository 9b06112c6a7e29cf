-- refer: keep where an account can be written to, when the org knows the account.
-- KEYS 1 the reference, 2 teams, 3 the person of the account, 4 the initiatives of the channel
-- ARGV 1 tenant, 2 service address, 3 bot, 4 conversation, 5 user ('' leaves a field alone), 6 call
-- returns 1; 0 when the org knows neither such a person nor such a channel, and only the tenant's fields are kept
local function set(key, field, value)
  if value ~= '' then
    redis.call('HSET', key, field, value)
  end
end
set(KEYS[2], 'service|' .. ARGV[1], ARGV[2])
set(KEYS[2], 'bot|' .. ARGV[1], ARGV[3])
if redis.call('EXISTS', KEYS[3]) + redis.call('EXISTS', KEYS[4]) == 0 then
  return 0
end
set(KEYS[1], 'service', ARGV[2])
set(KEYS[1], 'bot', ARGV[3])
set(KEYS[1], 'user', ARGV[5])
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'conversation', ARGV[4])
  redis.call('HDEL', KEYS[1], 'refused')
  if redis.call('HGET', KEYS[1], 'call') ~= ARGV[6] then
    redis.call('HINCRBY', KEYS[1], 'rev', 1)
    redis.call('HSET', KEYS[1], 'call', ARGV[6])
  end
end
return 1
