/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target without libFuzzer: its seeds, then so many inputs bent from them by a
 * generator that always starts alike.
 *
 * With files as arguments it tries these instead. AMB_FUZZ_ROUNDS=N tries more, AMB_FUZZ_SEED=N
 * others, and AMB_FUZZ_KEEP=FILE writes each input to a file before it is tried, so that what
 * crashed is still there. */
#include "fuzz.h"

#include "amb-sanitizers.h"

#include <string.h>
#include <sys/resource.h>

#define LONGEST 65536
#define MOST_CHANGES 4
#define MEMORY_LIMIT (G_GUINT64_CONSTANT (1) << 30)

/* Numbers next to which checks go wrong. */
static const guint32 borders[]
    = { 0,      1,       2,        4,          7,          8,          15,
        16,     0x7f,    0x80,     0xff,       0x100,      0x7fff,     0x8000,
        0xffff, 0x10000, 0xffffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff };

typedef struct
{
  GRand *rand;
  GPtrArray *seeds;
} Mutator;

static guint
below (Mutator *self, guint end)
{
  return end > 1 ? (guint) g_rand_int_range (self->rand, 0, (gint32) end) : 0;
}

static void
flip_bit (Mutator *self, GByteArray *input)
{
  input->data[below (self, input->len)] ^= (guint8) (1 << below (self, 8));
}

static void
set_byte (Mutator *self, GByteArray *input)
{
  input->data[below (self, input->len)] = (guint8) below (self, 256);
}

/* Two or four bytes, in either order. */
static void
set_number (Mutator *self, GByteArray *input)
{
  guint32 value = borders[below (self, G_N_ELEMENTS (borders))];
  guint bytes = below (self, 2) == 0 ? 2 : 4;
  gboolean big = below (self, 2) == 0;
  guint at = below (self, input->len);

  for (guint i = 0; i < bytes && at + i < input->len; i++)
    input->data[at + i] = (guint8) (value >> (8 * (big ? bytes - 1 - i : i)));
}

static void
cut_end (Mutator *self, GByteArray *input)
{
  g_byte_array_set_size (input, below (self, input->len));
}

static void
cut_out (Mutator *self, GByteArray *input)
{
  guint at = below (self, input->len);
  guint length = 1 + below (self, 16);

  g_byte_array_remove_range (input, at, MIN (length, input->len - at));
}

static void
insert (GByteArray *input, guint at, const guint8 *bytes, guint length)
{
  guint tail = input->len - at;

  g_byte_array_set_size (input, input->len + length);
  memmove (input->data + at + length, input->data + at, tail);
  memcpy (input->data + at, bytes, length);
}

/* A piece of a seed, this one or another, at any place. */
static void
splice (Mutator *self, GByteArray *input)
{
  GBytes *donor = self->seeds->pdata[below (self, self->seeds->len)];
  gsize length;
  const guint8 *bytes = g_bytes_get_data (donor, &length);
  guint from = below (self, (guint) length);
  guint most = 1 + below (self, 64);

  if (length > 0)
    insert (input, below (self, input->len), bytes + from, MIN (most, (guint) length - from));
}

static void
repeat (Mutator *self, GByteArray *input)
{
  guint from = below (self, input->len);
  guint most = 1 + below (self, 64);
  guint length = MIN (most, input->len - from);
  g_autofree guint8 *piece = g_memdup2 (input->data + from, length);

  for (guint n = 1 + below (self, 8); n > 0; n--)
    insert (input, from, piece, length);
}

typedef void (*Mutation) (Mutator *self, GByteArray *input);

static const Mutation mutations[]
    = { flip_bit, set_byte, set_number, set_number, cut_end, cut_out, splice, repeat };

static GByteArray *
bend (Mutator *self)
{
  GBytes *seed = self->seeds->pdata[below (self, self->seeds->len)];
  GByteArray *input = g_byte_array_new ();

  g_byte_array_append (input, g_bytes_get_data (seed, NULL), (guint) g_bytes_get_size (seed));
  for (guint n = 1 + below (self, MOST_CHANGES); n > 0 && input->len > 0; n--)
    mutations[below (self, G_N_ELEMENTS (mutations))](self, input);
  if (input->len > LONGEST)
    g_byte_array_set_size (input, LONGEST);
  return input;
}

/* GdkPixbuf's loaders grumble about bent input and go on; nobody else may do more than warn. */
static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  return (level & G_LOG_LEVEL_WARNING) == 0 && g_strcmp0 (domain, "GdkPixbuf") != 0;
}

static void
hush (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

/* A copy of exactly that length, so that a sanitizer sees what reaches over it. */
static void
try (const guint8 *bytes, gsize length)
{
  const char *keep = g_getenv ("AMB_FUZZ_KEEP");
  g_autofree guint8 *exact = g_memdup2 (bytes, length);

  g_test_log_set_fatal_handler (is_fatal, NULL);
  if (keep != NULL)
    g_file_set_contents_full (keep, (const char *) bytes, (gssize) length, G_FILE_SET_CONTENTS_NONE,
                              0600, NULL);
  g_assert_cmpint (LLVMFuzzerTestOneInput (exact, length), ==, 0);
}

static void
test_seeds (void)
{
  g_autoptr (GPtrArray) seeds = fuzz_seeds ();

  g_assert_cmpuint (seeds->len, >, 0);
  for (guint i = 0; i < seeds->len; i++)
    {
      gsize length;
      const guint8 *bytes = g_bytes_get_data (seeds->pdata[i], &length);

      try (bytes, length);
    }
  try (NULL, 0);
}

static guint64
number_from (const char *variable, guint64 otherwise)
{
  const char *text = g_getenv (variable);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
test_bent (void)
{
  g_autoptr (GPtrArray) seeds = fuzz_seeds ();
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) number_from ("AMB_FUZZ_SEED", 1));
  Mutator mutator = { rand, seeds };

  for (guint64 n = number_from ("AMB_FUZZ_ROUNDS", fuzz_rounds); n > 0; n--)
    {
      g_autoptr (GByteArray) input = bend (&mutator);

      try (input->data, input->len);
    }
}

static void
test_file (gconstpointer path)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  try ((const guint8 *) bytes, length);
}

/* An input that asks for absurd memory must not take the machine's. */
static void
limit_memory (void)
{
  struct rlimit limit = { MEMORY_LIMIT, MEMORY_LIMIT };

  if (!AMB_HAS_SHADOW_MEMORY)
    g_assert_no_errno (setrlimit (RLIMIT_DATA, &limit));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_handler ("GdkPixbuf", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_FLAG_FATAL,
                     hush, NULL);
  limit_memory ();
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *path = g_strdup_printf ("/fuzz/file/%d", i);
      g_test_add_data_func (path, argv[i], test_file);
    }
  if (argc < 2)
    {
      g_test_add_func ("/fuzz/seeds", test_seeds);
      g_test_add_func ("/fuzz/bent", test_bent);
    }
  return g_test_run ();
}
