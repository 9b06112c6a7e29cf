-- relog: copy the log without one person or with other values, some entries a call,
-- and put the copy in its place. Entries can't be changed, and those that are only
-- deleted stay in what Redis writes to disk.
-- KEYS 1 log, 2 its copy, 3 who is copying
-- ARGV 1 call that copies, 2 the entry from which on ('-' begins anew, '(' before one means after it),
--      3 how many, 4 beginning of the person's fields ('' for nobody's), 5 number of the person's accounts, then these,
--      then two a value: the entry, what it is to hold
-- returns the entry from which to go on; '' when the copy is in place; '?' when somebody else began anew
local job, from, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
local h = redis.call('HMGET', KEYS[3], 'job', 'from', 'next')
if h[1] == job and h[2] == from then
  return h[3] -- the answer to this very step was lost
elseif from == '-' then
  redis.call('DEL', KEYS[2])
elseif h[1] ~= job then
  return '?'
end
redis.call('HDEL', KEYS[3], 'from') -- first, since a full Redis lets pass what begins so
local theirs = {}
local values = 6 + tonumber(ARGV[5])
for i = 6, values - 1 do
  theirs[ARGV[i]] = true
end
local anew = {}
for i = values, #ARGV, 2 do
  anew[ARGV[i]] = ARGV[i + 1]
end
local entries = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', most)
for i = 1, #entries do
  local id, flat = entries[i][1], entries[i][2]
  local mine = false
  for k = 1, #flat, 2 do
    if flat[k] == 'by' and theirs[flat[k + 1]] then
      mine = true
    elseif flat[k] == 'field' and ARGV[4] ~= '' and string.sub(flat[k + 1], 1, #ARGV[4]) == ARGV[4] then
      mine = true
    elseif flat[k] == 'value' and anew[id] then
      flat[k + 1] = anew[id]
    end
  end
  if not mine then
    redis.call('XADD', KEYS[2], id, unpack(flat))
  end
end
local next = ''
if #entries == most then
  next = '(' .. entries[most][1]
elseif redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('RENAME', KEYS[2], KEYS[1])
else
  redis.call('DEL', KEYS[1])
end
redis.call('HSET', KEYS[3], 'job', job, 'from', from, 'next', next)
return next
