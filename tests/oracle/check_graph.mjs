#!/usr/bin/env node
// Opens every mirror table of a graph with LanceDB and compares all rows, values, types and
// nullability with what `omnigraph export` printed.
//   node check_graph.mjs ROOT EXPORT.jsonl EXPECTED.json      compare once; exit code 1 on a difference
//   node check_graph.mjs --serve                              the same for each "ROOT\tEXPORT\tEXPECTED"
//                                                             line of stdin, one JSON line as answer
// EXPECTED.json: {"nodes/Person": {"age": ["Int32", true], …}, …}: the tables that must be there (and
// no others), and of each column its Arrow type and whether it may be null.
// OMNIGRAPH_ORACLE names the folder with node_modules (default: .cache/oracle of the repository).
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { NumberText, parseExact } from "./exact_json.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const oracle = path.resolve(process.env.OMNIGRAPH_ORACLE ?? path.join(here, "../../.cache/oracle"));
const require = createRequire(path.join(oracle, "package.json"));
// Arrow decodes texts with the global TextDecoder, which by default swallows a leading U+FEFF and
// replaces what is not UTF-8. Neither may go unseen.
globalThis.TextDecoder = class extends TextDecoder {
  constructor(label, options) {
    super(label, { ...options, ignoreBOM: true, fatal: true });
  }
};
const lancedb = require("@lancedb/lancedb");

const kMaxDifferences = 20;
const kDayMs = 86_400_000;

function show(value) {
  return JSON.stringify(value, (_, v) => {
    if (typeof v === "bigint") return `${v}n`;
    if (v instanceof NumberText) return v.text;
    if (v instanceof Map) return Object.fromEntries(v);
    return Object.is(v, -0) ? "-0" : v;
  })?.slice(0, 300);
}

// The words that EXPECTED.json uses for an Arrow type.
function typeName(type) {
  const text = String(type);
  const list = /^List<(.*)>$/.exec(text);
  const vector = /^FixedSizeList\[(\d+)\]<(.*)>$/.exec(text);
  if (list) return `List<${typeName(type.children[0].type)}>`;
  if (vector) return `FixedSizeList<${typeName(type.children[0].type)}, ${vector[1]}>`;
  if (text.startsWith("Struct")) {
    return `Struct<${type.children.map((f) => `${f.name}: ${typeName(f.type)}`).join(", ")}>`;
  }
  return text;
}

// A function (stored value, exported value) → equal, for one Arrow type.
function comparer(type) {
  const name = typeName(type);
  const isNumber = (value) => value instanceof NumberText;
  if (name === "Utf8" || name === "Bool") return (stored, told) => stored === told;
  if (/^U?[iI]nt(8|16|32|64)$/.test(name)) {
    return (stored, told) => isNumber(told) && /^-?\d+$/.test(told.text) && BigInt(told.text) === BigInt(stored);
  }
  // Object.is knows -0 from 0.
  if (name === "Float32") {
    return (stored, told) => isNumber(told) && Object.is(Math.fround(Number(told.text)), stored);
  }
  if (name === "Float64") return (stored, told) => isNumber(told) && Object.is(Number(told.text), stored);
  if (name === "Date32<DAY>") {
    return (stored, told) => /^[+-]?\d{4,}-\d\d-\d\d$/.test(told) && Date.parse(told) === dayOf(stored) * kDayMs;
  }
  if (name === "Date64<MILLISECOND>") {
    return (stored, told) => /^[+-]?\d{4,}-\d\d-\d\dT[\d:.]+Z$/.test(told) && Date.parse(told) === Number(stored);
  }
  if (name.startsWith("Struct")) return equalBlob;
  if (name.startsWith("List") || name.startsWith("FixedSizeList")) {
    const equal = nullable(comparer(type.children[0].type));
    return (stored, told) => {
      if (!Array.isArray(told) || stored.length !== told.length) return false;
      for (let i = 0; i < told.length; i++) {
        if (!equal(stored.get(i), told[i])) return false;
      }
      return true;
    };
  }
  throw new Error(`no comparison for the type ${name}`);
}

function dayOf(stored) {
  if (Number(stored) % kDayMs !== 0) throw new Error(`a date that is no whole day: ${stored}`);
  return Number(stored) / kDayMs;
}

function equalBlob(stored, told) {
  const { data, uri } = stored.toJSON();
  if (typeof told !== "string") return false;
  if (!told.startsWith("base64:")) return data === null && uri === told;
  return uri === null && data !== null && Buffer.from(data).equals(Buffer.from(told.slice(7), "base64"));
}

function nullable(equal) {
  return (stored, told) =>
    stored === null || stored === undefined ? told === null : told !== null && told !== undefined && equal(stored, told);
}

// One line of the export as {table, id, values by column name}.
function readLine(line) {
  const entity = parseExact(line);
  const data = entity.get("data");
  const edge = entity.get("edge");
  const table = edge === undefined ? `nodes/${entity.get("type")}` : `edges/${edge}`;
  const values = new Map(data);
  const id = entity.get("id") ?? data.get("id");
  if (!entity.has("id")) values.delete("id");
  values.set("_id", id);
  if (edge !== undefined) {
    values.set("_src", entity.get("from"));
    values.set("_dst", entity.get("to"));
  }
  return { table, id, values };
}

function readExport(file) {
  const tables = new Map();
  for (const line of fs.readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    const { table, id, values } = readLine(line);
    if (!tables.has(table)) tables.set(table, new Map());
    const rows = tables.get(table);
    if (rows.has(id)) throw new Error(`the export has ${table} ${id} twice`);
    rows.set(id, values);
  }
  return tables;
}

function listTables(root) {
  const names = [];
  for (const kind of ["nodes", "edges"]) {
    const folder = path.join(root, "lance", kind);
    if (!fs.existsSync(folder)) continue;
    for (const name of fs.readdirSync(folder)) {
      names.push(name.endsWith(".lance") ? `${kind}/${name.slice(0, -6)}` : `${kind}/${name} (not a table)`);
    }
  }
  return names.sort();
}

class Comparison {
  constructor() {
    this.differences = [];
    this.tables = 0;
    this.rows = 0;
    this.values = 0;
  }
  differ(text) {
    if (this.differences.length < kMaxDifferences) this.differences.push(text);
  }

  checkSchema(name, schema, expected) {
    const columns = schema.fields.map((field) => field.name);
    const wanted = ["_id", ...(name.startsWith("edges/") ? ["_src", "_dst"] : []), ...Object.keys(expected).sort()];
    if (columns.join() !== wanted.join()) this.differ(`${name}: columns ${columns} instead of ${wanted}`);
    for (const field of schema.fields) {
      const [type, mayBeNull] = expected[field.name] ?? ["Utf8", false];
      if (typeName(field.type) !== type || field.nullable !== mayBeNull) {
        this.differ(`${name}.${field.name}: ${typeName(field.type)} nullable=${field.nullable}, ` +
                    `declared ${type} nullable=${mayBeNull}`);
      }
    }
  }

  checkRows(name, table, exported) {
    const equal = table.schema.fields.map((field) => nullable(comparer(field.type)));
    const seen = new Set();
    for (const batch of table.batches) {
      const columns = table.schema.fields.map((field) => batch.getChild(field.name));
      for (let row = 0; row < batch.numRows; row++) {
        const id = batch.getChild("_id").get(row);
        const told = exported.get(id);
        if (seen.has(id)) this.differ(`${name}: row '${id}' twice`);
        seen.add(id);
        if (told === undefined) {
          this.differ(`${name}: row '${id}' is in the table and not in the export`);
          continue;
        }
        if (told.size !== columns.length) this.differ(`${name} '${id}': ${told.size} members, ${columns.length} columns`);
        columns.forEach((column, c) => {
          const field = table.schema.fields[c].name;
          const stored = column.get(row);
          if (!equal[c](stored, told.get(field))) {
            this.differ(`${name}.${field} of '${id}': LanceDB ${show(stored)}, export ${show(told.get(field))}`);
          }
        });
        this.values += columns.length;
      }
    }
    for (const id of exported.keys()) {
      if (!seen.has(id)) this.differ(`${name}: row '${id}' is in the export and not in the table`);
    }
    this.rows += seen.size;
  }

  async run(root, exportFile, expectedFile) {
    const exported = readExport(exportFile);
    const expected = JSON.parse(fs.readFileSync(expectedFile, "utf8"));
    const wanted = Object.keys(expected).sort();
    const found = listTables(root);
    if (found.join() !== wanted.join()) this.differ(`tables ${found} instead of ${wanted}`);
    for (const name of exported.keys()) {
      if (!(name in expected)) this.differ(`the export has ${name}, which is not in the schema`);
    }
    for (const kind of ["nodes", "edges"]) {
      const names = found.filter((name) => name.startsWith(`${kind}/`) && name in expected);
      if (names.length === 0) continue;
      const db = await lancedb.connect(path.join(root, "lance", kind));
      for (const name of names) {
        const handle = await db.openTable(name.slice(kind.length + 1));
        const rows = exported.get(name) ?? new Map();
        const count = await handle.countRows();
        if (count !== rows.size) this.differ(`${name}: LanceDB counts ${count} rows, the export has ${rows.size}`);
        this.checkSchema(name, await handle.schema(), expected[name]);
        this.checkRows(name, await handle.query().toArrow(), rows);
        this.tables++;
        handle.close();
      }
      db.close();
    }
  }
}

async function compare(root, exportFile, expectedFile) {
  const comparison = new Comparison();
  try {
    await comparison.run(path.resolve(root), exportFile, expectedFile);
  } catch (error) {
    comparison.differ(`${error.stack ?? error}`);
  }
  return comparison;
}

const options = process.argv.slice(2);
if (options[0] === "--serve") {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await compare(...line.split("\t")))}\n`);
  }
} else if (options.length === 3) {
  const result = await compare(...options);
  for (const difference of result.differences) console.error(difference);
  console.log(`${result.tables} tables, ${result.rows} rows, ${result.values} values: ` +
              (result.differences.length === 0 ? "all equal" : "NOT equal"));
  process.exitCode = result.differences.length === 0 ? 0 : 1;
} else {
  console.error("usage: check_graph.mjs ROOT EXPORT.jsonl EXPECTED.json | --serve");
  process.exitCode = 2;
}
