-- unrefer: keep that nothing is taken at an account, and why.
-- KEYS 1 the reference, 2 the person of the account, 3 the initiatives of the channel
-- ARGV 1 rev of the reference that was refused ('0' for one never heard of; '' for whatever stands), 2 the reason,
--      3 the delivery that says so ('' for none; that of the last removal again changes nothing)
-- returns 1; 0 when the account was heard of since; -1 when nothing is to be kept: the org does not know it, or
--      the delivery came before
if redis.call('EXISTS', KEYS[2]) + redis.call('EXISTS', KEYS[3]) == 0 then
  return -1
end
if ARGV[1] ~= '' and (redis.call('HGET', KEYS[1], 'rev') or '0') ~= ARGV[1] then
  return 0
end
if ARGV[3] ~= '' then
  if redis.call('HGET', KEYS[1], 'removal') == ARGV[3] then
    return -1
  end
  redis.call('HSET', KEYS[1], 'removal', ARGV[3])
end
redis.call('HSET', KEYS[1], 'refused', ARGV[2])
return 1
