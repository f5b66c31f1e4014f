// Writes the rows of a store of EntryGate into a new one of the same tables, straight through SQLite's C interface.
//
// Usage: store SOURCE.sqlite TARGET.sqlite ROWS_A_TRANSACTION TRANSACTIONS
// prints rows a second and the microseconds of a commit: the median and the 99th percentile.
#define _GNU_SOURCE
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_COLUMNS = 16 };
typedef struct { int type; sqlite3_int64 integer; char *text; int bytes; } Value;
typedef struct { Value values[MAX_COLUMNS]; int columns; } Row;
// One verdict's rows: of signals, of verdicts, and of paper_entries where there is one.
typedef struct { Row signal, verdict, entry; } Record;

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void fail(sqlite3 *db, const char *what) {
  fprintf(stderr, "store: %s: %s\n", what, sqlite3_errmsg(db));
  exit(74);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, 0)) fail(db, sql);
  return statement;
}

static void execute(sqlite3 *db, const char *sql) {
  if (sqlite3_exec(db, sql, 0, 0, 0)) fail(db, sql);
}

static Row read_row(sqlite3_stmt *statement) {
  Row row = {.columns = sqlite3_column_count(statement)};
  for (int i = 0; i < row.columns; i++) {
    Value *value = &row.values[i];
    value->type = sqlite3_column_type(statement, i);
    value->integer = sqlite3_column_int64(statement, i);
    value->bytes = sqlite3_column_bytes(statement, i);
    if (value->type == SQLITE_TEXT) value->text = strdup((const char *)sqlite3_column_text(statement, i));
  }
  return row;
}

// The first column is the record's number, which is new.
static void write_row(sqlite3 *db, sqlite3_stmt *statement, const Row *row, sqlite3_int64 number) {
  sqlite3_bind_int64(statement, 1, number);
  for (int i = 1; i < row->columns; i++) {
    const Value *value = &row->values[i];
    if (value->type == SQLITE_INTEGER) sqlite3_bind_int64(statement, i + 1, value->integer);
    else if (value->type == SQLITE_TEXT) sqlite3_bind_text(statement, i + 1, value->text, value->bytes, SQLITE_STATIC);
    else sqlite3_bind_null(statement, i + 1);
  }
  if (sqlite3_step(statement) != SQLITE_DONE) fail(db, "insert");
  sqlite3_reset(statement);
}

static int compare(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

int main(int argc, char **argv) {
  if (argc < 5) return 64;
  const int batch = atoi(argv[3]), transactions = atoi(argv[4]);
  sqlite3 *source, *target;
  if (sqlite3_open_v2(argv[1], &source, SQLITE_OPEN_READONLY, 0)) fail(source, argv[1]);
  char name[4096];
  const char *suffixes[] = {"", "-wal", "-shm"};
  for (int i = 0; i < 3; i++) {
    snprintf(name, sizeof name, "%s%s", argv[2], suffixes[i]);
    unlink(name);
  }
  if (sqlite3_open(argv[2], &target)) fail(target, argv[2]);
  execute(target, "PRAGMA journal_mode = WAL");
  execute(target, "PRAGMA synchronous = FULL");
  // The tables and indexes are whatever the source has.
  sqlite3_stmt *schema =
      prepare(source, "SELECT sql FROM sqlite_schema WHERE sql NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid");
  while (sqlite3_step(schema) == SQLITE_ROW) execute(target, (const char *)sqlite3_column_text(schema, 0));
  sqlite3_finalize(schema);

  sqlite3_stmt *signals = prepare(source, "SELECT * FROM signals ORDER BY seq");
  sqlite3_stmt *verdicts = prepare(source, "SELECT * FROM verdicts ORDER BY seq");
  sqlite3_stmt *entries = prepare(source, "SELECT * FROM paper_entries WHERE seq = ?");
  int count = 0, capacity = 100000;
  Record *records = calloc(capacity, sizeof(Record));
  while (count < capacity && sqlite3_step(signals) == SQLITE_ROW && sqlite3_step(verdicts) == SQLITE_ROW) {
    Record *record = &records[count++];
    record->signal = read_row(signals);
    record->verdict = read_row(verdicts);
    sqlite3_bind_int64(entries, 1, record->signal.values[0].integer);
    if (sqlite3_step(entries) == SQLITE_ROW) record->entry = read_row(entries);
    sqlite3_reset(entries);
  }
  if (!count) fail(source, "no rows");

  sqlite3_stmt *begin = prepare(target, "BEGIN IMMEDIATE"), *commit = prepare(target, "COMMIT");
  sqlite3_stmt *insert_signal = prepare(target, "INSERT INTO signals VALUES (?,?,?,?,?,?,?,?,?,?,?)");
  sqlite3_stmt *insert_verdict = prepare(target, "INSERT INTO verdicts VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");
  sqlite3_stmt *insert_entry = prepare(target, "INSERT INTO paper_entries VALUES (?,?,?,?,?)");
  sqlite3_stmt *count_day = prepare(
      target,
      "INSERT INTO daily_stats VALUES (?,?,?,?,1,?,?) ON CONFLICT DO UPDATE SET entry_signals = entry_signals + 1,"
      " trades_approved = trades_approved + excluded.trades_approved,"
      " trades_rejected = trades_rejected + excluded.trades_rejected");
  double *elapsed = malloc(sizeof(double) * transactions);
  sqlite3_int64 number = 0;
  const double start = now_us();
  for (int t = 0; t < transactions; t++) {
    const double before = now_us();
    sqlite3_step(begin);
    sqlite3_reset(begin);
    for (int i = 0; i < batch; i++) {
      const Record *record = &records[number % count];
      number++;
      write_row(target, insert_signal, &record->signal, number);
      write_row(target, insert_verdict, &record->verdict, number);
      if (record->entry.columns) write_row(target, insert_entry, &record->entry, number);
      // Day, network, symbol and base symbol; the day stands in the verdict's third column.
      const Value *day = &record->verdict.values[2], *symbol = &record->signal.values[3];
      const Value *base = &record->signal.values[4];
      sqlite3_bind_text(count_day, 1, day->text, day->bytes, SQLITE_STATIC);
      sqlite3_bind_text(count_day, 2, "mainnet", 7, SQLITE_STATIC);
      sqlite3_bind_text(count_day, 3, symbol->text, symbol->bytes, SQLITE_STATIC);
      sqlite3_bind_text(count_day, 4, base->text ? base->text : "", base->bytes, SQLITE_STATIC);
      sqlite3_bind_int(count_day, 5, record->entry.columns != 0);
      sqlite3_bind_int(count_day, 6, record->entry.columns == 0);
      if (sqlite3_step(count_day) != SQLITE_DONE) fail(target, "daily_stats");
      sqlite3_reset(count_day);
    }
    if (sqlite3_step(commit) != SQLITE_DONE) fail(target, "commit");
    sqlite3_reset(commit);
    elapsed[t] = now_us() - before;
  }
  const double total = now_us() - start;
  qsort(elapsed, transactions, sizeof(double), compare);
  printf("store.rows\t%.1f\trows/s\n", (double)number / total * 1e6);
  printf("store.p50\t%.2f\tus\nstore.p99\t%.2f\tus\n", elapsed[transactions / 2], elapsed[transactions * 99 / 100]);
  return 0;
}
