/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Every file of the corpora ends as a picture or a named error; the good ones as the picture that
 * is expected. */
#include "amb-corpus.h"

#include <string.h>

enum
{
  WANTED_PERCENT = 99,
};

static const char *const wanted_formats[]
    = { "jpeg", "png", "gif", "bmp", "tiff", "bigtiff", "webp" };

static gboolean
is_wanted (const CorpusRow *row)
{
  if (strcmp (row->expect, "open") != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (wanted_formats); i++)
    if (strcmp (row->content, wanted_formats[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Sizes of 0 (not recorded) and beyond 31 bits (a negative height, an OS/2 header) are not the
 * picture's. */
static gboolean
has_size (const CorpusRow *row)
{
  return row->width > 0 && row->height > 0 && row->height < G_MAXINT32
         && strstr (row->features, "huge=") == NULL;
}

/* In bad files data may be missing: what there is will be shown, and that is enough. */
static gboolean
is_as_expected (const CorpusRow *row, const Outcome *outcome)
{
  gboolean may_lack = g_str_has_prefix (row->path, "bad/");

  if (outcome->kind != OUTCOME_PICTURE && !(may_lack && outcome->kind == OUTCOME_INCOMPLETE))
    return FALSE;
  return !has_size (row) || (outcome->width == row->width && outcome->height == row->height);
}

static void
report (const char *what, const CorpusRow *row, const Outcome *outcome)
{
  g_test_message ("%s: %s [%s %ux%u %s]: kind %d, code %d, %ux%u, %s", what, row->path,
                  row->content, row->width, row->height, row->features, (int) outcome->kind,
                  outcome->code, outcome->width, outcome->height, outcome->detail);
}

typedef struct
{
  const char *folder;
  gboolean wanted; /* the files that must open, or all others */
} Selection;

static void
test_files (gconstpointer data)
{
  const Selection *selection = data;
  g_autoptr (GPtrArray) rows = corpus_load ();
  guint n = 0, missed = 0;

  if (rows == NULL)
    return;
  for (guint i = 0; i < rows->len; i++)
    {
      const CorpusRow *row = g_ptr_array_index (rows, i);
      g_autofree char *path = corpus_path (row);
      Outcome outcome;

      if (!g_str_has_prefix (row->path, selection->folder) || is_wanted (row) != selection->wanted)
        continue;
      n++;
      outcome = corpus_decode (path);
      if (outcome.kind == OUTCOME_DIED)
        {
          report ("died", row, &outcome);
          g_test_fail ();
        }
      if (selection->wanted && !is_as_expected (row, &outcome))
        {
          report ("missed", row, &outcome);
          missed++;
        }
    }
  g_test_message ("%s: %u files, %u missed", selection->folder, n, missed);
  g_assert_true (n > 0 || !selection->wanted);
  g_assert_cmpuint ((n - missed) * 100, >=, n * WANTED_PERCENT);
}

int
main (int argc, char *argv[])
{
  static const Selection photos = { "photos/", TRUE };
  static const Selection good = { "good/", TRUE };
  static const Selection bad = { "bad/", TRUE };
  static const Selection others[] = { { "photos/", FALSE }, { "good/", FALSE }, { "bad/", FALSE } };

  g_test_init (&argc, &argv, NULL);
  amb_coders_preload ();
  g_test_add_data_func ("/codec/corpus/photos", &photos, test_files);
  g_test_add_data_func ("/codec/corpus/good", &good, test_files);
  g_test_add_data_func ("/codec/corpus/bad", &bad, test_files);
  g_test_add_data_func ("/codec/corpus/others-photos", &others[0], test_files);
  g_test_add_data_func ("/codec/corpus/others-good", &others[1], test_files);
  g_test_add_data_func ("/codec/corpus/others-bad", &others[2], test_files);
  return g_test_run ();
}
