-- unrefer: keep that nothing is taken at an account, and why.
-- KEYS 1 the reference, 2 the person of the account, 3 the initiatives of the channel
-- ARGV 1 rev of the reference that was refused ('0' for whatever stands), 2 the reason
-- returns 1; 0 when the account was heard of since, or the org does not know it
if redis.call('EXISTS', KEYS[2]) + redis.call('EXISTS', KEYS[3]) == 0 then
  return 0
end
if ARGV[1] ~= '0' and redis.call('HGET', KEYS[1], 'rev') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'refused', ARGV[2])
return 1
