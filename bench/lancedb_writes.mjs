// The other yardstick of writes: LanceDB, in the same form as write_bench prints. It does not sync
// what it writes, so its peer are commits that are not durable.
//
//   node bench/lancedb_writes.mjs MODULES FOLDER [COMMITS] [ROWS]
//
// MODULES: the folder that holds node_modules/@lancedb/lancedb. FOLDER must not exist. Times one-row
// appends, one-row merges into a table of that many rows, and one merge of 10,000 rows into a table of
// ROWS rows.
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";

const [modules, folder, commitsText = "200", rowsText = "1000000"] = process.argv.slice(2);
if (!folder) {
  console.error("usage: lancedb_writes.mjs MODULES FOLDER [COMMITS] [ROWS]");
  process.exit(2);
}
const lancedb = createRequire(resolve(modules, "package.json"))("@lancedb/lancedb");
const commits = Number(commitsText);
const rows = Number(rowsText);
mkdirSync(folder);

const person = (i) => ({ name: `p${i}`, note: "a small fact", age: i });

function print(what, micros) {
  micros.sort((a, b) => a - b);
  const at = (share) => micros[Math.min(micros.length - 1, Math.floor(share * micros.length))];
  const mean = micros.reduce((sum, each) => sum + each, 0) / micros.length;
  console.log(
    `${what.padEnd(34)} ${(1e6 / mean).toFixed(0).padStart(9)}/s  p50 ${at(0.5).toFixed(1).padStart(8)} us  p99 ${at(0.99).toFixed(1).padStart(8)} us`,
  );
}

async function timed(count, work) {
  const micros = [];
  for (let i = 0; i < count; ++i) {
    const start = process.hrtime.bigint();
    await work(i);
    micros.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  return micros;
}

const merge = (table, data) =>
  table.mergeInsert("name").whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(data);

const database = await lancedb.connect(folder);
const small = await database.createTable("small", [person(0)]);
print("LanceDB, one-row append", await timed(commits, (i) => small.add([person(i + 1)])));
print("LanceDB, one-row merge", await timed(Math.min(commits, 100), (i) => merge(small, [person(i)])));
const large = await database.createTable("large", Array.from({ length: rows }, (_, i) => person(i)));
const batch = Array.from({ length: 10000 }, (_, i) => person(i * Math.floor(rows / 10000)));
print(`LanceDB, merge of 10,000 rows into ${rows}`, await timed(3, () => merge(large, batch)));
