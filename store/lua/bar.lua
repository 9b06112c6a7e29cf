-- bar: from now on nothing is stored in an org that one of these keys sealed.
-- KEYS 1 retired keys of the org
-- ARGV the checks of the keys
-- returns 1
for i = 1, #ARGV do
  redis.call('SADD', KEYS[1], ARGV[i])
end
return 1
