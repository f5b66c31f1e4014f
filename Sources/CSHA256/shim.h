#ifndef ENTRYGATE_CSHA256_SHIM_H
#define ENTRYGATE_CSHA256_SHIM_H

// SHA-256 by the instructions that x86 processors have for it, four words to a register: a fifth of the time that it takes
// in words of 32 bits. Swift has no way to such instructions but through C. Every other processor has the Swift of
// SHA256State, whose tests compare the two.
//
// Intel, "Intel SHA Extensions", July 2013: SHA256RNDS2 does two rounds with the words ABEF and CDGH in a register each;
// SHA256MSG1 and SHA256MSG2 make the next four words of the schedule.

#if defined(__x86_64__)

#include <cpuid.h>

#define ENTRYGATE_SHA __attribute__((target("sha,ssse3,sse4.1"), always_inline)) static inline

typedef int entrygate_words __attribute__((vector_size(16)));
typedef char entrygate_bytes __attribute__((vector_size(16)));
typedef int entrygate_unaligned_words __attribute__((vector_size(16), aligned(1), may_alias));

/// Whether this processor has the instructions. Asking may take microseconds.
static inline int entrygate_sha256_is_supported(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1)) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 29)) != 0;
}

ENTRYGATE_SHA entrygate_words entrygate_sha256_load(const void *address) {
  const entrygate_words words = *(const entrygate_unaligned_words *)address;
  const entrygate_bytes bytes = (entrygate_bytes)words;
  return (entrygate_words)__builtin_shufflevector(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/// Four rounds.
ENTRYGATE_SHA void entrygate_sha256_rounds(
    entrygate_words *abef, entrygate_words *cdgh, entrygate_words words, const unsigned *constants) {
  const entrygate_words sums = words + *(const entrygate_unaligned_words *)constants;
  *cdgh = __builtin_ia32_sha256rnds2(*cdgh, *abef, sums);
  *abef = __builtin_ia32_sha256rnds2(*abef, *cdgh, __builtin_shufflevector(sums, sums, 2, 3, 2, 3));
}

/// The four words of the schedule behind sixteen.
ENTRYGATE_SHA entrygate_words entrygate_sha256_next(
    entrygate_words first, entrygate_words second, entrygate_words third, entrygate_words fourth) {
  const entrygate_words seven_before = __builtin_shufflevector(third, fourth, 1, 2, 3, 4);
  return __builtin_ia32_sha256msg2(__builtin_ia32_sha256msg1(first, second) + seven_before, fourth);
}

/// Mixes blocks of 64 bytes into the eight words of a hash, where `entrygate_sha256_is_supported`.
///
/// - `constants`: the 64 words of FIPS 180-4, section 4.2.2.
__attribute__((target("sha,ssse3,sse4.1"))) static inline void entrygate_sha256_mix(
    unsigned *state, const void *data, long blocks, const unsigned *constants) {
  const entrygate_words dcba = *(const entrygate_unaligned_words *)state;
  const entrygate_words hgfe = *(const entrygate_unaligned_words *)(state + 4);
  // In a register the first of the letters stands highest.
  entrygate_words abef = __builtin_shufflevector(dcba, hgfe, 5, 4, 1, 0);
  entrygate_words cdgh = __builtin_shufflevector(dcba, hgfe, 7, 6, 3, 2);
  for (const char *block = (const char *)data; blocks > 0; blocks--, block += 64) {
    const entrygate_words abef_before = abef, cdgh_before = cdgh;
    entrygate_words a = entrygate_sha256_load(block), b = entrygate_sha256_load(block + 16);
    entrygate_words c = entrygate_sha256_load(block + 32), d = entrygate_sha256_load(block + 48);
    for (int round = 0;; round += 16) {
      entrygate_sha256_rounds(&abef, &cdgh, a, constants + round);
      entrygate_sha256_rounds(&abef, &cdgh, b, constants + round + 4);
      entrygate_sha256_rounds(&abef, &cdgh, c, constants + round + 8);
      entrygate_sha256_rounds(&abef, &cdgh, d, constants + round + 12);
      if (round == 48) break;
      a = entrygate_sha256_next(a, b, c, d);
      b = entrygate_sha256_next(b, c, d, a);
      c = entrygate_sha256_next(c, d, a, b);
      d = entrygate_sha256_next(d, a, b, c);
    }
    abef += abef_before;
    cdgh += cdgh_before;
  }
  *(entrygate_unaligned_words *)state = __builtin_shufflevector(abef, cdgh, 3, 2, 7, 6);
  *(entrygate_unaligned_words *)(state + 4) = __builtin_shufflevector(abef, cdgh, 1, 0, 5, 4);
}

#undef ENTRYGATE_SHA

#else

static inline int entrygate_sha256_is_supported(void) { return 0; }

static inline void entrygate_sha256_mix(unsigned *state, const void *data, long blocks, const unsigned *constants) {}

#endif

#endif
