/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Read by the same decoder as photos, within tighter limits. */
#include "amb-export-mark.h"

#include <string.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>

#include "amb-content.h"
#include "amb-error.h"

#define MAX_PIXELS (G_GUINT64_CONSTANT (64) * 1000 * 1000)

struct _AmbExportMark
{
  int fd; /* -1 once the photo has it */
  char digest[AMB_CONTENT_DIGEST_CHARS + 1];
  GError *error; /* why there is no photo */
  AmbSourcePhoto *photo;
  AmbDecoded *decoded;
};

gboolean
amb_export_mark_is_one (int fd)
{
  static const guint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  guint8 bytes[sizeof signature];

  return pread (fd, bytes, sizeof bytes, 0) == sizeof bytes
         && memcmp (bytes, signature, sizeof bytes) == 0;
}

AmbExportMark *
amb_export_mark_new (int fd, const char *digest)
{
  AmbExportMark *self = g_new0 (AmbExportMark, 1);

  self->fd = fd;
  g_strlcpy (self->digest, digest, sizeof self->digest);
  return self;
}

void
amb_export_mark_free (AmbExportMark *self)
{
  g_clear_pointer (&self->decoded, amb_decoded_free);
  g_clear_pointer (&self->photo, amb_source_photo_free);
  g_clear_error (&self->error);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

static gboolean
is_asked_for (const AmbExportMark *self, const char *content)
{
  char digest[AMB_CONTENT_DIGEST_CHARS + 1];

  return self != NULL && amb_content_parse (content, digest) && strcmp (digest, self->digest) == 0;
}

static gboolean
open_once (AmbExportMark *self, GError **error)
{
  if (self->photo == NULL && self->fd >= 0)
    self->photo = amb_source_photo_open (g_steal_fd (&self->fd), MAX_PIXELS, &self->error);
  if (self->photo == NULL && error != NULL)
    *error = g_error_copy (self->error);
  return self->photo != NULL;
}

gboolean
amb_export_mark_has_colour (AmbExportMark *self)
{
  return self != NULL && open_once (self, NULL) && self->photo->info->model != AMB_MODEL_GRAY;
}

static gboolean
decode (AmbExportMark *self, GError **error)
{
  if (open_once (self, error) && self->decoded == NULL)
    self->decoded = amb_source_photo_decode (self->photo, 1, NULL, NULL, error);
  if (self->decoded != NULL && !self->decoded->complete)
    {
      g_clear_pointer (&self->decoded, amb_decoded_free);
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_TRUNCATED, N_("image data is missing"));
    }
  return self->decoded != NULL;
}

const AmbDecoded *
amb_export_mark_decode (AmbExportMark *self, const char *content, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (!is_asked_for (self, content))
    g_set_error_literal (error, AMB_ERROR, AMB_ERROR_FAILED, N_("the watermark is missing"));
  else if (decode (self, &cause))
    return self->decoded;
  else
    g_set_error (error, AMB_ERROR,
                 cause->code == AMB_ERROR_MEMORY ? AMB_ERROR_MEMORY : AMB_ERROR_FAILED, "%s: %s",
                 N_("the watermark cannot be read"), cause->message);
  return NULL;
}

void
amb_export_mark_get_size (const AmbExportMark *self, guint *width, guint *height)
{
  g_autoptr (AmbRecipe) untouched = amb_recipe_new ();
  AmbGeometry geometry;

  amb_source_photo_init_geometry (self->photo, untouched, AMB_GEOMETRY_DEFAULT, &geometry);
  *width = geometry.frame_width;
  *height = geometry.frame_height;
}
