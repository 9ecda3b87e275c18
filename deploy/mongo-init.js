// Makes the replica set and the program's user; run by the service mongo-init of compose.yaml, safe to run again.
// mongo1 has the root user from its first start; the two others are empty and copy everything from it.
const fs = require('fs');
const root = fs.readFileSync('/run/secrets/mongo_root_password', 'utf8').trim();
const admin = db.getSiblingDB('admin');
admin.auth('root', root);

const wanted = { _id: 'rs0', members: ['mongo1', 'mongo2', 'mongo3'].map((host, i) => ({ _id: i, host: `${host}:27017`, priority: i === 0 ? 2 : 1 })) };
try {
  rs.status();
} catch (e) {
  if (e.codeName !== 'NotYetInitialized') throw e;
  rs.initiate(wanted);
}
for (let i = 0; !db.hello().isWritablePrimary; i++) {
  if (i > 60) throw new Error('mongo1 did not become primary within a minute: see the logs of mongo1, mongo2 and mongo3');
  sleep(1000);
}

// The program makes collections and indexes, so it needs dbAdmin on its own database. Elsewhere it may only read the server's
// parameters, to check transactionLifetimeLimitSeconds when it starts.
const reads = [{ resource: { cluster: true }, actions: ['getParameter'] }];
if (!admin.getRole('readParameters')) admin.createRole({ role: 'readParameters', privileges: reads, roles: [] }, { w: 'majority', wtimeout: 30000 });
const own = db.getSiblingDB('tongxing');
const user = { pwd: process.env.MONGO_APP_PASSWORD, roles: [{ role: 'readWrite', db: 'tongxing' }, { role: 'dbAdmin', db: 'tongxing' }, { role: 'readParameters', db: 'admin' }] };
if (own.getUser('tongxing')) own.updateUser('tongxing', user);
else own.createUser({ user: 'tongxing', ...user }, { w: 'majority', wtimeout: 30000 });
print('the replica set has a primary and the program its user');
