// Assigns a province to its shards in a sharded cluster, for mongosh on a mongos; capacity.md has the reasons and numbers.
//
//   mongosh "$MONGOS/admin" --eval 'var database="tongxing_52", zone="p52", shards=["p52a"], grow=false' deploy/sharding/sharding.js
//
// grow=false: the whole database is on the first shard. Every transaction of the province then stays on one shard, and
//             the zone keeps its data in the province's machines. Run it before the program starts for the first time.
// grow=true:  the collections that have a key in collections.json are spread over all the zone's shards. Transactions then
//             span shards and cost a second round trip; do it when capacity.md says so. Running it again changes nothing.
const list = JSON.parse(require('fs').readFileSync(require('path').join(__dirname, 'collections.json'), 'utf8'));

for (const shard of shards) sh.addShardToZone(shard, zone);
sh.enableSharding(database, shards[0]);
for (const { name, key } of list) {
  if (!grow || !key) continue;
  const namespace = `${database}.${name}`;
  sh.updateZoneKeyRange(namespace, { _id: MinKey() }, { _id: MaxKey() }, zone);
  sh.shardCollection(namespace, key);
}
print(grow ? `${database} is spread over ${shards.join(', ')} in the zone ${zone}` : `${database} lives on ${shards[0]} in the zone ${zone}`);
