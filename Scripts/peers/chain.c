// Many gates in C: found by a hash of the coin, or called one after the other.
//
// Usage: chain RULES.json SIGNALS.jsonl index|calls     prints name, nanoseconds a signal, unit
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { uint64_t coin; double min_spread; } Rule;
typedef struct { uint64_t coin; int is_short; double perp, spot; } Signal;
enum { NOT_APPLICABLE, UNAVAILABLE, PASS, REJECT };

static Rule *rules;
static int rule_count, *slots;
static uint64_t mask;
static int blocking[1 << 20];

static uint64_t hash(uint64_t x) { return (x * 0x9E3779B97F4A7C15ull) >> 32; }

static int gate(const Rule *r, const Signal *s) {
  if (s->perp <= 0 || s->spot <= 0) return UNAVAILABLE;
  double spread = (s->perp - s->spot) / s->spot;
  return (s->is_short ? spread >= r->min_spread : spread <= -r->min_spread) ? PASS : REJECT;
}

__attribute__((noinline)) static int rule_call(const Rule *r, const Signal *s) {
  return r->coin == s->coin ? gate(r, s) : NOT_APPLICABLE;
}

typedef int (*RuleCall)(const Rule *, const Signal *);
static volatile RuleCall call_pointer = rule_call;

// Calls every rule and lists those that block.
__attribute__((noinline)) static int calls(const Signal *s) {
  RuleCall call = call_pointer;
  int count = 0;
  for (int i = 0; i < rule_count; i++)
    if (call(&rules[i], s) == REJECT) blocking[count++] = i;
  return count;
}

__attribute__((noinline)) static int indexed(const Signal *s) {
  for (uint64_t k = hash(s->coin) & mask;; k = (k + 1) & mask) {
    if (slots[k] < 0) return NOT_APPLICABLE;
    if (rules[slots[k]].coin == s->coin) return gate(&rules[slots[k]], s);
  }
}

static const char *behind(const char *line, const char *key) {
  const char *found = strstr(line, key);
  return found ? found + strlen(key) : 0;
}

// A coin's name of at most eight bytes as a number.
static uint64_t coin(const char *name) {
  uint64_t value = 0;
  for (int i = 0; i < 8 && name[i] != '"' && name[i] != '/'; i++) ((char *)&value)[i] = name[i];
  return value;
}

static double mid(const char *line, const char *key) {
  const char *object = behind(line, key), *value = object ? behind(object, "\":") : 0;
  return value && *value == '"' ? strtod(value + 1, 0) : 0;
}

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc < 4) return 64;
  static char line[65536];
  FILE *file = fopen(argv[1], "r");
  if (!file) return 66;
  rules = malloc(sizeof(Rule) << 20);
  while (fgets(line, sizeof line, file) && rule_count < 1 << 20) {
    const char *name = behind(line, "\"coins\":[\""), *least = behind(line, "\"min_spread\":");
    if (name && least) rules[rule_count++] = (Rule){coin(name), strtod(least, 0)};
  }
  fclose(file);
  if (!(file = fopen(argv[2], "r"))) return 66;
  Signal *signals = malloc(sizeof(Signal) << 20);
  int count = 0;
  while (fgets(line, sizeof line, file) && count < 1000) {
    const char *symbol = behind(line, "\"symbol\":\""), *direction = behind(line, "\"direction\":\"");
    if (!symbol || !direction) return 65;
    signals[count++] =
        (Signal){coin(symbol), *direction == 's', mid(line, "\"perp\":{\""), mid(line, "\"spot\":{\"")};
  }
  if (!count || !rule_count) return 65;
  for (mask = 1; mask < 2ull * rule_count;) mask *= 2;
  slots = malloc(sizeof(int) * mask);
  memset(slots, 255, sizeof(int) * mask);
  mask--;
  for (int i = 0; i < rule_count; i++) {
    uint64_t k = hash(rules[i].coin) & mask;
    while (slots[k] >= 0) k = (k + 1) & mask;
    slots[k] = i;
  }
  int wants_index = !strcmp(argv[3], "index");
  int (*volatile decide)(const Signal *) = wants_index ? indexed : calls;
  int repeats = 1 + 20000000 / (count * (wants_index ? 1 : rule_count));
  volatile long sink = 0;
  for (int warm = 1; warm >= 0; warm--) {
    double start = now_ns();
    for (int k = 0; k < repeats; k++)
      for (int i = 0; i < count; i++) sink += decide(&signals[i]);
    if (!warm) printf("chain.%s\t%.3f\tns\n", argv[3], (now_ns() - start) / ((double)repeats * count));
  }
  return 0;
}
