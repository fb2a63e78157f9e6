/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A live bar with rate and time left on a terminal; elsewhere a line per finished photo. */
#include "amb-cli-progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include "amb-cli-text.h"

enum
{
  BAR_CELLS = 24,
  DEFAULT_COLUMNS = 80,
};

#define ERASE_LINE "\r\033[K"

typedef struct
{
  AmbCliProgress parent;
  gboolean live;
  gint64 start; /* monotonic microseconds */
  guint total;
  guint finished;
} Text;

static int
columns (void)
{
  struct winsize size;
  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return DEFAULT_COLUMNS;
}

static void
append_bar (GString *line, guint permille)
{
  guint full = permille * BAR_CELLS / 1000;
  g_string_append_c (line, '[');
  for (guint i = 0; i < BAR_CELLS; i++)
    g_string_append_c (line, i < full ? '#' : '.');
  g_string_append_c (line, ']');
}

/* Rate and time left, once there is something to go by. */
static void
append_speed (GString *line, const AmbBatchCounts *counts, double seconds)
{
  guint processed = counts->done + counts->failed + counts->quarantined;
  if (processed == 0 || seconds <= 0 || counts->permille == 0)
    return;
  guint left = (guint) (seconds * (1000 - counts->permille) / counts->permille + 0.5);
  g_autofree char *time = g_strdup_printf ("%u:%02u", left / 60, left % 60);
  /* Translators: %.1f is a number of photos, %s minutes and seconds. */
  g_string_append_printf (line, _("  %.1f photos/s, %s left"), processed / seconds, time);
}

static void
text_whole (AmbCliProgress *progress, AmbBatch *batch)
{
  Text *self = (Text *) progress;
  AmbBatchCounts counts;
  if (!self->live)
    return;
  amb_batch_get_counts (batch, &counts);

  g_autoptr (GString) line = g_string_new (NULL);
  append_bar (line, counts.permille);
  g_string_append_printf (line, " %u/%u", self->finished, counts.total);
  append_speed (line, &counts, (g_get_monotonic_time () - self->start) / 1e6);
  g_autofree char *fitting
      = g_utf8_substring (line->str, 0, MIN (g_utf8_strlen (line->str, -1), columns () - 1));
  printf (ERASE_LINE "%s", fitting);
  fflush (stdout);
}

static void
text_make_room (AmbCliProgress *progress)
{
  if (!((Text *) progress)->live)
    return;
  fputs (ERASE_LINE, stdout);
  fflush (stdout);
}

static void
text_begin (AmbCliProgress *progress, AmbBatch *batch)
{
  Text *self = (Text *) progress;
  self->start = g_get_monotonic_time ();
  AmbBatchCounts counts;
  amb_batch_get_counts (batch, &counts);
  self->total = counts.total;
  self->finished = counts.total - counts.queued - counts.running;
}

static void
put_notes (AmbBatchItem *item)
{
  const char *const *notes = amb_batch_item_get_notes (item);
  for (guint i = 0; notes[i] != NULL; i++)
    {
      g_autofree char *printable = amb_cli_printable (notes[i]);
      g_autofree char *line = g_strconcat ("    ", printable, NULL);
      amb_cli_put_line (line);
    }
}

static void
text_item (AmbCliProgress *progress, AmbBatchItem *item)
{
  Text *self = (Text *) progress;
  AmbItemState state = amb_batch_item_get_state (item);
  const char *output = amb_batch_item_get_output (item);
  if (!amb_item_state_is_final (state))
    return;
  self->finished++;
  if (self->live)
    return;
  g_autofree char *source = amb_cli_printable (amb_batch_item_get_source (item));
  g_autofree char *target
      = amb_cli_printable (output != NULL ? output : amb_item_state_word (state));
  g_autofree char *line
      = g_strdup_printf ("[%u/%u] %s → %s", self->finished, self->total, source, target);
  amb_cli_put_line (line);
  put_notes (item);
}

static void
text_end (AmbCliProgress *progress, AmbBatch *batch)
{
  AmbBatchCounts counts;
  amb_batch_get_counts (batch, &counts);
  text_make_room (progress);
  if (counts.total == 0)
    return;
  guint failed = counts.failed + counts.quarantined;
  g_autofree char *line = g_strdup_printf (_("%u exported, %u failed, %u skipped, %u cancelled."),
                                           counts.done, failed, counts.skipped, counts.cancelled);
  amb_cli_put_line (line);
}

static void
text_free (AmbCliProgress *progress)
{
  g_free (progress);
}

static const AmbCliProgressFuncs text_funcs = {
  .begin = text_begin,
  .item = text_item,
  .whole = text_whole,
  .make_room = text_make_room,
  .end = text_end,
  .free = text_free,
};

AmbCliProgress *
amb_cli_progress_text_new (void)
{
  Text *self = g_new0 (Text, 1);
  self->parent.funcs = &text_funcs;
  self->live = isatty (STDOUT_FILENO);
  return &self->parent;
}

static const AmbCliProgressFuncs none_funcs = {
  .free = text_free,
};

AmbCliProgress *
amb_cli_progress_none_new (void)
{
  AmbCliProgress *self = g_new0 (AmbCliProgress, 1);
  self->funcs = &none_funcs;
  return self;
}
