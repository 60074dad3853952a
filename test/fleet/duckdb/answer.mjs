// SPDX-License-Identifier: BSL-1.0
// Answers questions about a log with DuckDB: node answer.mjs FOLDER LOG VALUES, where VALUES is a JSON object. Prints an
// object with the rows of each question, and the numbers of records and of those without a status that is a number.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const [folder, log, values] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create()).connect();
const literal = (value) => (typeof value === "number" ? `${value}` : `'${value.replaceAll("'", "''")}'`);
const set = (name, value) => connection.run(`SET VARIABLE "${name}" = ${literal(value)}`);
const number = (value) => (typeof value === "bigint" ? Number(value) : value);

await set("log", log);
await connection.run(readFileSync(join(folder, "records.sql"), "utf8"));
const forever = { from: -(2 ** 62), to: 2 ** 62 };
const ask = async (query) => (await connection.runAndReadAll(query)).getRowsJS().map((row) => row.map(number));
const answers = { records: await ask("SELECT count(*), count(*) FILTER (status = 0) FROM records") };
for (const file of readdirSync(folder)) {
  const question = basename(file, ".sql");
  if (question === "records") continue;
  for (const [name, value] of Object.entries({ ...forever, ...JSON.parse(values)[question] })) await set(name, value);
  answers[question] = await ask(readFileSync(join(folder, file), "utf8"));
}
console.log(JSON.stringify(answers));
