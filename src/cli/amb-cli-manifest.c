/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: O_APPEND and one write a line, so that lines of several programs do not mix; a line that
 * a power cut left without its end is ended first. Synced every few seconds and at the end: a line
 * may be lost that a power cut follows at once, an output never is. */
#include "amb-cli-manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include "amb-error.h"

#define SYNC_USEC (5 * G_USEC_PER_SEC)

struct _AmbCliManifest
{
  char *name; /* for sentences */
  int fd;
  int errsv;     /* of the first failure; 0: none */
  gint64 synced; /* monotonic */
};

static void
write_whole (AmbCliManifest *self, const char *text, gsize length)
{
  while (length > 0 && self->errsv == 0)
    {
      ssize_t n = write (self->fd, text, length);
      if (n < 0 && errno != EINTR)
        self->errsv = errno;
      text += MAX (n, 0);
      length -= (gsize) MAX (n, 0);
    }
}

/* The last byte is read through another descriptor: this one only writes. */
static void
end_torn_line (AmbCliManifest *self, const char *path)
{
  struct stat status;
  char last = '\n';
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    return;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_size > 0
      && pread (fd, &last, 1, status.st_size - 1) == 1 && last != '\n')
    write_whole (self, "\n", 1);
  g_close (fd, NULL);
}

AmbCliManifest *
amb_cli_manifest_open (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  int fd = g_open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      amb_error_set_errno (error, errno, TRUE, name);
      return NULL;
    }
  AmbCliManifest *self = g_new0 (AmbCliManifest, 1);
  self->fd = fd;
  self->name = g_steal_pointer (&name);
  self->synced = g_get_monotonic_time ();
  end_torn_line (self, path);
  return self;
}

static void
put_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value != NULL ? value : "");
}

static void
put_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/* 0: not there. */
static gint64
file_bytes (const char *path)
{
  struct stat status;
  return path != NULL && stat (path, &status) == 0 ? status.st_size : 0;
}

static void
put_notes (JsonBuilder *builder, const char *const *notes)
{
  json_builder_set_member_name (builder, "notes");
  json_builder_begin_array (builder);
  for (guint i = 0; notes[i] != NULL; i++)
    json_builder_add_string_value (builder, notes[i]);
  json_builder_end_array (builder);
}

char *
amb_cli_manifest_line (AmbBatchItem *item)
{
  const char *output = amb_batch_item_get_output (item);
  g_autofree char *shown = output != NULL && !g_utf8_validate (output, -1, NULL)
                               ? g_filename_to_uri (output, NULL, NULL)
                               : g_strdup (output);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  put_number (builder, "job", amb_batch_item_get_job (item));
  put_text (builder, "source", amb_batch_item_get_source (item));
  put_number (builder, "output-index", amb_batch_item_get_output_index (item));
  put_text (builder, "state", amb_item_state_word (amb_batch_item_get_state (item)));
  put_text (builder, "output", shown);
  put_number (builder, "source-bytes",
              file_bytes (g_file_peek_path (amb_batch_item_get_file (item))));
  put_number (builder, "bytes", file_bytes (output));
  put_number (builder, "attempts", amb_batch_item_get_attempts (item));
  put_notes (builder, amb_batch_item_get_notes (item));
  put_text (builder, "error", amb_batch_item_get_error (item));
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
sync_now (AmbCliManifest *self)
{
  if (fdatasync (self->fd) != 0 && errno != EINVAL && errno != EROFS && self->errsv == 0)
    self->errsv = errno; /* pipes and terminals cannot be synced */
  self->synced = g_get_monotonic_time ();
}

void
amb_cli_manifest_add (AmbCliManifest *self, AmbBatchItem *item)
{
  g_autofree char *json = amb_cli_manifest_line (item);
  g_autofree char *line = g_strconcat (json, "\n", NULL);
  write_whole (self, line, strlen (line));
  if (g_get_monotonic_time () - self->synced > SYNC_USEC)
    sync_now (self);
}

gboolean
amb_cli_manifest_close (AmbCliManifest *self, GError **error)
{
  sync_now (self);
  g_close (self->fd, NULL);
  int errsv = self->errsv;
  if (errsv != 0)
    amb_error_set_errno (error, errsv, TRUE, self->name);
  g_free (self->name);
  g_free (self);
  return errsv == 0;
}
