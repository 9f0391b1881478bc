// Serves better-auth as its documentation sets it up: e-mail and password on SQLite, behind the HTTP server of Node.
// `make bench ARGS=--peers` measures it beside Vestibule (benches/vestibule/src/peers/better_auth.rs).
//
//   server.mjs version      prints the versions of the libraries
//   server.mjs seed COUNT   creates the database with COUNT accounts that cannot sign in
//   server.mjs serve PORT   serves at 127.0.0.1
//
// DATABASE_FILE names the database.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import Database from 'better-sqlite3';

const START = Date.UTC(2026, 0, 1);

function readOptions(port) {
  const database = new Database(process.env.DATABASE_FILE);
  database.pragma('journal_mode = WAL');
  return {
    database,
    baseURL: `http://127.0.0.1:${port}`,
    secret: 'only-for-this-benchmark-0123456789abcdef',
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
  };
}

/** Inserts the accounts directly, because the API hashes a password for each. */
async function seed(count) {
  const options = readOptions(0);
  await (await getMigrations(options)).runMigrations();
  const insert = options.database.prepare(
    'INSERT INTO user (id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 1, ?, ?)',
  );
  options.database.transaction(() => {
    for (let number = 0; number < count; number++) {
      const created = new Date(START + 1000 * number).toISOString();
      insert.run(`u${String(number).padStart(31, '0')}`, `user${number}`, `user${number}@example.com`, created, created);
    }
  })();
}

function printVersions() {
  const require = createRequire(import.meta.url);
  const versions = ['better-auth', 'better-sqlite3'].map((name) => `${name} ${require(`./node_modules/${name}/package.json`).version}`);
  const { version } = new Database(':memory:').prepare('SELECT sqlite_version() AS version').get();
  console.log([...versions, `Node ${process.versions.node}`, `SQLite ${version}`].join(', '));
}

const [command, argument] = process.argv.slice(2);
if (command === 'seed') await seed(Number(argument));
else if (command === 'serve') createServer(toNodeHandler(betterAuth(readOptions(argument)))).listen(Number(argument), '127.0.0.1');
else if (command === 'version') printVersions();
else {
  console.error('usage: server.mjs version | seed COUNT | serve PORT');
  process.exitCode = 2;
}
