-- fence: what is put in front of the scripts that store what a process sealed. It
-- takes the last key and the last argument off again.
-- KEYS those of the script, then the retired keys of the org
-- ARGV those of the script, then the check of the key that sealed
-- returns the error RETIRED when that key is retired; else the script goes on
if redis.call('SISMEMBER', KEYS[#KEYS], ARGV[#ARGV]) == 1 then
  return redis.error_reply('RETIRED nothing is stored under this key any more')
end
KEYS[#KEYS] = nil
ARGV[#ARGV] = nil

