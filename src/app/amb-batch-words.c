/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch in words. */
#include "amb-batch-words.h"

#include <glib/gi18n-lib.h>

enum
{
  SECONDS_BEFORE_GUESS = 2, /* before that a rate says more about the start than about the work */
  PERMILLE_BEFORE_GUESS = 10,
};

guint
amb_batch_words_ended (const AmbBatchCounts *counts)
{
  return counts->done + counts->failed + counts->quarantined + counts->cancelled + counts->skipped;
}

static void
append_part (GString *text, guint count, char *part)
{
  if (count > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? _(", ") : "", part);
  g_free (part);
}

char *
amb_batch_words_summary (const AmbBatchCounts *counts)
{
  GString *text = g_string_new (NULL);
  guint n = counts->done;
  append_part (text, n,
               g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u exported", "%u exported", n), n));
  n = counts->failed;
  append_part (text, n,
               g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u failed", "%u failed", n), n));
  n = counts->quarantined;
  append_part (
      text, n,
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u set aside", "%u set aside", n), n));
  n = counts->skipped;
  append_part (text, n,
               g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u skipped", "%u skipped", n), n));
  n = counts->cancelled;
  append_part (
      text, n,
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u cancelled", "%u cancelled", n), n));
  if (text->len == 0)
    g_string_append (text, _("Nothing exported"));
  return g_string_free (text, FALSE);
}

/* Rounded as people say it: exact below ten seconds, in fives below a minute, then minutes, then
 * hours. */
static char *
time_left (double seconds)
{
  guint n = (guint) CLAMP (seconds + 0.5, 1.0, 1e9);
  if (n >= 10 && n < 55)
    n = (n + 2) / 5 * 5;
  if (n < 55)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "about %u second left", "about %u seconds left", n), n);
  n = (n + 30) / 60;
  if (n < 90)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "about %u minute left", "about %u minutes left", n), n);
  n = (n + 30) / 60;
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "about %u hour left", "about %u hours left", n), n);
}

char *
amb_batch_words_paused (const AmbBatchCounts *counts)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Paused: %u of %u photo",
                                       "Paused: %u of %u photos", counts->total),
                          amb_batch_words_ended (counts), counts->total);
}

char *
amb_batch_words_sizes (const AmbBatchCounts *counts)
{
  g_autofree char *before = g_format_size (counts->source_bytes);
  g_autofree char *after = g_format_size (counts->output_bytes);
  if (counts->source_bytes == 0 || counts->output_bytes == 0)
    return NULL;
  return g_strdup_printf ("%s → %s", before, after);
}

char *
amb_batch_words_progress (const AmbBatchCounts *counts,
                          gint64 elapsed,
                          const AmbBatchCounts *before)
{
  const AmbBatchCounts nothing = { 0 };
  const AmbBatchCounts *then = before != NULL ? before : &nothing;
  guint done = counts->done - MIN (then->done, counts->done);
  guint permille = counts->permille - MIN (then->permille, counts->permille);
  guint ended = amb_batch_words_ended (counts);
  GString *text = g_string_new (NULL);
  g_string_printf (
      text, g_dngettext (GETTEXT_PACKAGE, "%u of %u photo", "%u of %u photos", counts->total),
      ended, counts->total);

  double seconds = (double) elapsed / G_USEC_PER_SEC;
  if (seconds < SECONDS_BEFORE_GUESS || ended == counts->total)
    return g_string_free (text, FALSE);
  if (done > 0)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, _("%.1f photos a second"), done / seconds);
    }
  if (permille >= PERMILLE_BEFORE_GUESS)
    {
      g_autofree char *left = time_left (seconds * (1000 - counts->permille) / permille);
      g_string_append_printf (text, " · %s", left);
    }
  return g_string_free (text, FALSE);
}
