#include "bench/sqlite_commits.h"

#include <cstdio>
#include <cstdlib>

#include <sqlite3.h>

namespace omnigraph::bench {
namespace {

void must(int code, sqlite3* database) {
  if (code != SQLITE_OK && code != SQLITE_DONE) {
    std::fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(database));
    std::exit(1);
  }
}

}  // namespace

Samples sqlite_commits(const std::string& path, size_t commits, bool durable) {
  sqlite3* database = nullptr;
  must(sqlite3_open(path.c_str(), &database), database);
  const std::string setup = std::string("pragma journal_mode=wal; pragma synchronous=") +
                            (durable ? "full" : "off") +
                            "; create table person(name text primary key, note text, age int)";
  must(sqlite3_exec(database, setup.c_str(), nullptr, nullptr, nullptr), database);
  sqlite3_stmt* upsert = nullptr;
  must(sqlite3_prepare_v2(database,
                          "insert or replace into person values(?, 'a small fact', ?)",
                          -1,
                          &upsert,
                          nullptr),
       database);
  Samples samples;
  for (size_t i = 0; i < commits; ++i) {
    const std::string name = "sqlite-" + std::to_string(i);
    samples.time([&] {
      sqlite3_bind_text(upsert, 1, name.c_str(), -1, SQLITE_TRANSIENT);
      sqlite3_bind_int64(upsert, 2, static_cast<sqlite3_int64>(i));
      must(sqlite3_step(upsert), database);
      sqlite3_reset(upsert);
    });
  }
  sqlite3_finalize(upsert);
  sqlite3_close(database);
  return samples;
}

}  // namespace omnigraph::bench
