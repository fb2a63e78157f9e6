/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: O_APPEND and one write a line, so that lines of several programs do not mix; a line that
 * a power cut left without its end is ended first. Synced every few seconds and at the end: a line
 * may be lost that a power cut follows at once, an output never is. When a batch is gone on with,
 * all that was finished before is offered again, and what has a line keeps it: the same job with
 * the same end. */
#include "amb-cli-manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include "amb-error.h"
#include "amb-json-line.h"
#include "amb-write.h"

#define SYNC_USEC (5 * G_USEC_PER_SEC)

struct _AmbCliManifest
{
  char *name; /* for sentences */
  int fd;
  int errsv;        /* of the first failure; 0: none */
  gint64 synced;    /* monotonic */
  GHashTable *told; /* what lines stand for; NULL: nobody asks */
};

static void
write_whole (AmbCliManifest *self, const char *text)
{
  if (self->errsv == 0 && !amb_write_all (self->fd, text, strlen (text)))
    self->errsv = errno;
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
    write_whole (self, "\n");
  g_close (fd, NULL);
}

/* What a line is about: which job, and how it ended. A quote inside a name has a backslash.
 * Transfer full; NULL for another's line. */
static char *
meaning_of (const char *line)
{
  const char *end = strstr (line, ",\"source-bytes\":");
  return end != NULL ? g_strndup (line, (gsize) (end - line)) : NULL;
}

static void
read_told (AmbCliManifest *self, const char *path)
{
  g_autofree char *text = NULL;
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || !g_file_get_contents (path, &text, NULL, NULL))
    return;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      char *meaning = meaning_of (*line);
      if (meaning != NULL)
        g_hash_table_add (self->told, meaning);
    }
}

AmbCliManifest *
amb_cli_manifest_open (const char *path, gboolean is_resumed, GError **error)
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
  if (is_resumed)
    read_told (self, path);
  return self;
}

/* 0: not there. */
static guint64
file_bytes (const char *path)
{
  struct stat status;
  return path != NULL && stat (path, &status) == 0 ? (guint64) status.st_size : 0;
}

static char *
line_of (AmbBatchItem *item)
{
  const char *output = amb_batch_item_get_output (item);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  amb_json_put_number (builder, "job", amb_batch_item_get_job (item));
  amb_json_put_text (builder, "source", amb_batch_item_get_source (item));
  amb_json_put_number (builder, "output-index", amb_batch_item_get_output_index (item));
  amb_json_put_text (builder, "state", amb_item_state_word (amb_batch_item_get_state (item)));
  amb_json_put_path (builder, "output", output);
  amb_json_put_number (builder, "source-bytes",
                       file_bytes (g_file_peek_path (amb_batch_item_get_file (item))));
  amb_json_put_number (builder, "bytes", file_bytes (output));
  amb_json_put_number (builder, "attempts", amb_batch_item_get_attempts (item));
  amb_json_put_texts (builder, "notes", amb_batch_item_get_notes (item));
  amb_json_put_text (builder, "error", amb_batch_item_get_error (item));
  json_builder_end_object (builder);
  return amb_json_to_line (builder);
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
  g_autofree char *json = line_of (item);
  if (self->told != NULL && !g_hash_table_add (self->told, meaning_of (json)))
    return;
  g_autofree char *line = g_strconcat (json, "\n", NULL);
  write_whole (self, line);
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
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_free (self->name);
  g_free (self);
  return errsv == 0;
}
