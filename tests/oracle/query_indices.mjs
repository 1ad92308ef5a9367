#!/usr/bin/env node
// What LanceDB knows of a mirrored table's indices, and what filters give through them.
//   node query_indices.mjs ROOT nodes|edges TABLE FILTER…
// prints {"indices": {name: {columns, type, indexed, unindexed}}, "answers": [{filter, ids, indexed}]}.
// OMNIGRAPH_ORACLE names the folder with node_modules (default: .cache/oracle of the repository).
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const oracle = path.resolve(process.env.OMNIGRAPH_ORACLE ?? path.join(here, "../../.cache/oracle"));
const lancedb = createRequire(path.join(oracle, "package.json"))("@lancedb/lancedb");

const [root, kind, name, ...filters] = process.argv.slice(2);
const db = await lancedb.connect(path.join(root, "lance", kind));
const table = await db.openTable(name);
const indices = {};
for (const index of await table.listIndices()) {
  const stats = await table.indexStats(index.name);
  indices[index.name] = {
    columns: index.columns,
    type: index.indexType,
    indexed: Number(stats.numIndexedRows),
    unindexed: Number(stats.numUnindexedRows),
  };
}
const answers = [];
for (const filter of filters) {
  const rows = await table.query().where(filter).select(["_id"]).toArray();
  const plan = await table.query().where(filter).explainPlan(true);
  answers.push({ filter, ids: rows.map((row) => row._id).sort(), indexed: /ScalarIndexQuery/.test(plan) });
}
console.log(JSON.stringify({ indices, answers }));
