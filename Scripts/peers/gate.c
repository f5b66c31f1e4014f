// The gate as a C function: how fast a machine can decide. Doubles and one fixed coin; no text but the one of a reject.
//
// Usage: gate SIGNALS.jsonl call|text|json     prints name, nanoseconds a decision, unit
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NOT_APPLICABLE, UNAVAILABLE, PASS, REJECT };
typedef struct { char coin[16]; int32_t is_short; double perp, spot, min_spread; } Signal;
typedef struct { int32_t outcome; double perp, spot, spread, min_spread; } Verdict;
typedef int (*Gate)(const Signal *, Verdict *);

__attribute__((noinline)) static int gate(const Signal *s, Verdict *v) {
  if (memcmp(s->coin, "PURR\0\0\0", 8)) return v->outcome = NOT_APPLICABLE;
  v->perp = s->perp, v->spot = s->spot, v->min_spread = s->min_spread;
  if (s->perp <= 0 || s->spot <= 0) return v->outcome = UNAVAILABLE;
  double spread = (s->perp - s->spot) / s->spot;
  v->spread = spread;
  int is_enough = s->is_short ? spread >= s->min_spread : spread <= -s->min_spread;
  return v->outcome = is_enough ? PASS : REJECT;
}

static char reason[256];

__attribute__((noinline)) static int gate_with_text(const Signal *s, Verdict *v) {
  int outcome = gate(s, v);
  if (outcome == REJECT)
    snprintf(reason, sizeof reason, "spread insufficient | %s | spread=%+.4f%% (need %s%.4f%%) | perp=$%.6f spot=$%.6f",
             s->is_short ? "short" : "long", v->spread * 100, s->is_short ? ">=+" : "<=-", v->min_spread * 100, v->perp,
             v->spot);
  return outcome;
}

static const char *behind(const char *line, const char *key) {
  const char *found = strstr(line, key);
  return found ? found + strlen(key) : "";
}

// The mid of `"perp":{"PURR":"0.18345"}`; 0 where it is null.
static double mid(const char *line, const char *key) {
  const char *value = behind(behind(line, key), "\":");
  return *value == '"' ? strtod(value + 1, 0) : 0;
}

static void parse(const char *line, Signal *s) {
  const char *coin = behind(line, "\"symbol\":\"");
  memset(s->coin, 0, sizeof s->coin);
  for (int i = 0; i < 15 && coin[i] && coin[i] != '/'; i++) s->coin[i] = coin[i];
  s->is_short = *behind(line, "\"direction\":\"") == 's';
  s->perp = mid(line, "\"perp\":{\"");
  s->spot = mid(line, "\"spot\":{\"");
  s->min_spread = 0.001;
}

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc < 3) return 64;
  FILE *file = fopen(argv[1], "r");
  if (!file) return 66;
  static char line[65536];
  int count = 0, capacity = 1 << 20;
  Signal *signals = malloc(sizeof(Signal) * capacity);
  char **texts = malloc(sizeof(char *) * capacity);
  Verdict v;
  int wants_text = !strcmp(argv[2], "text"), wants_json = !strcmp(argv[2], "json");
  while (fgets(line, sizeof line, file) && count < capacity) {
    parse(line, &signals[count]);
    // The text is that of a reject: other signals would only hide what it costs.
    if (wants_text && gate(&signals[count], &v) != REJECT) continue;
    texts[count++] = strdup(line);
  }
  if (!count) return 65;
  volatile Gate call = wants_text ? gate_with_text : gate;
  volatile long sink = 0;
  int repeats = wants_text || wants_json ? 20 : 1000;
  for (int warm = 1; warm >= 0; warm--) {
    double start = now_ns();
    for (int k = 0; k < repeats; k++)
      for (int i = 0; i < count; i++) {
        if (wants_json) parse(texts[i], &signals[i]);
        sink += call(&signals[i], &v);
      }
    if (!warm) printf("gate.%s\t%.3f\tns\n", argv[2], (now_ns() - start) / ((double)repeats * count));
  }
  return 0;
}
