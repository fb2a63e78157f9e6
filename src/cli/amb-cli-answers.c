/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The descriptor is others' too and stays blocking: pieces that a writable pipe always has room for
 * do not block either. */
#include "amb-cli-answers.h"

#include <limits.h>
#include <gio/gunixoutputstream.h>

struct _AmbCliAnswers
{
  GOutputStream *stream;
  GCancellable *cancellable;
  GString *held;
  gboolean writing;
  gboolean broken;
  void (*moved) (gpointer user_data);
  gpointer user_data;
};

AmbCliAnswers *
amb_cli_answers_new (int fd, void (*moved) (gpointer user_data), gpointer user_data)
{
  AmbCliAnswers *self = g_rc_box_new0 (AmbCliAnswers);
  self->stream = g_unix_output_stream_new (fd, FALSE);
  self->cancellable = g_cancellable_new ();
  self->held = g_string_new (NULL);
  self->moved = moved;
  self->user_data = user_data;
  return self;
}

static void
answers_clear (gpointer data)
{
  AmbCliAnswers *self = data;
  g_object_unref (self->stream);
  g_object_unref (self->cancellable);
  g_string_free (self->held, TRUE);
}

static void
answers_unref (AmbCliAnswers *self)
{
  g_rc_box_release_full (self, answers_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbCliAnswers, answers_unref)

void
amb_cli_answers_free (AmbCliAnswers *self)
{
  self->moved = NULL;
  g_cancellable_cancel (self->cancellable);
  answers_unref (self);
}

static void write_piece (AmbCliAnswers *self);

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbCliAnswers) self = user_data;
  gssize n = g_output_stream_write_bytes_finish (G_OUTPUT_STREAM (source), result, NULL);
  self->writing = FALSE;
  self->broken = n < 0;
  g_string_erase (self->held, 0, n < 0 ? -1 : n);
  if (self->moved == NULL)
    return;
  write_piece (self);
  self->moved (self->user_data);
}

static void
write_piece (AmbCliAnswers *self)
{
  if (self->writing || self->broken || self->held->len == 0)
    return;
  self->writing = TRUE;
  /* A copy: held may move while it is written. */
  GBytes *piece = g_bytes_new (self->held->str, MIN (self->held->len, PIPE_BUF));
  g_output_stream_write_bytes_async (self->stream, piece, G_PRIORITY_DEFAULT, self->cancellable,
                                     on_written, g_rc_box_acquire (self));
  g_bytes_unref (piece);
}

void
amb_cli_answers_put (AmbCliAnswers *self, const char *line)
{
  if (self->broken)
    return;
  g_string_append (self->held, line);
  g_string_append_c (self->held, '\n');
  write_piece (self);
}

gsize
amb_cli_answers_get_backlog (AmbCliAnswers *self)
{
  return self->held->len;
}

gboolean
amb_cli_answers_is_broken (AmbCliAnswers *self)
{
  return self->broken;
}
