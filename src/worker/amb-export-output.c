/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One export from header to last byte.
 *
 * DESIGN. Guarantees: the same source and order give the same bytes on any machine of the same
 * build; a photo with missing image data gives an error and not half a picture; memory is the
 * decoded source plus a band of rows. Order: reduction, decode, thumbnail (it stands before the
 * picture in the file), then bands of rows rendered and encoded in turn; a limit of bytes
 * needs all pixels at once (amb-export-fit). Left out: threads,
 * since there are as many batch workers as cores. */
#include "amb-export-output.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>

#include "amb-error.h"
#include "amb-export-fit.h"
#include "amb-export-picture.h"
#include "amb-operations.h"
#include "amb-photo-light.h"
#include "amb-write.h"

#define COPY_BYTES (64 * 1024)

/* How much of an export is decoding, permille: measured on 24 MP JPEGs. */
#define DECODED_PERMILLE 250

static AmbDecoded *
decode (AmbSourcePhoto *photo, guint reduction, AmbReporter *reporter, GError **error)
{
  g_autoptr (AmbDecoded) decoded = NULL;

  reporter->from = 0;
  reporter->to = DECODED_PERMILLE;
  decoded = amb_source_photo_decode (photo, reduction, amb_reporter_check, reporter, error);
  if (decoded == NULL || decoded->complete)
    return g_steal_pointer (&decoded);
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_TRUNCATED, N_("image data is missing"));
  return NULL;
}

static guint64
file_size (int fd)
{
  struct stat status;

  return fstat (fd, &status) == 0 ? (guint64) status.st_size : 0;
}

static gboolean
write_bytes (int fd, const guint8 *bytes, gsize length, GError **error)
{
  if (amb_write_all (fd, bytes, length))
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, amb_error_from_errno (errno, TRUE), g_strerror (errno));
  return FALSE;
}

static gboolean
copy_bytes (int from, int to, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (COPY_BYTES);

  for (off_t offset = 0;;)
    {
      ssize_t n = pread (from, buffer, COPY_BYTES, offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        g_set_error_literal (error, AMB_ERROR, AMB_ERROR_READ, g_strerror (errno));
      if (n <= 0)
        return n == 0;
      if (!write_bytes (to, buffer, (gsize) n, error))
        return FALSE;
      offset += n;
    }
}

/* Nothing is asked of the picture. It must decode whole all the same, as small as its format can:
 * half a picture is no output. */
static gboolean
copy_source (AmbSourcePhoto *photo,
             const AmbExportFiles *files,
             AmbReporter *reporter,
             AmbExportResult *result,
             GError **error)
{
  g_autoptr (AmbDecoded) decoded = decode (photo, photo->info->max_reduction, reporter, error);

  if (decoded == NULL || !copy_bytes (photo->fd, files->output_fd, error))
    return FALSE;
  result->width = photo->info->width;
  result->height = photo->info->height;
  result->bytes = file_size (files->output_fd);
  return TRUE;
}

static gpointer
copy_note (gconstpointer note, gpointer user_data)
{
  return g_strdup (note);
}

/* At most so many bytes: known as a whole before the first is written. */
static gboolean
write_fitted (const AmbExportScene *scene, int fd, AmbExportResult *result, GError **error)
{
  AmbExportFitted fitted;
  gsize length;
  gboolean written;

  if (!amb_export_fit (scene, result->width, result->height, &fitted, error))
    return FALSE;
  result->width = fitted.width;
  result->height = fitted.height;
  const guint8 *bytes = g_bytes_get_data (fitted.file, &length);
  written = write_bytes (fd, bytes, length, error);
  g_bytes_unref (fitted.file);
  return written;
}

static gboolean
write_whole (const AmbExportScene *scene, int fd, AmbExportResult *result, GError **error)
{
  g_auto (AmbExportPicture) picture = { 0 };

  scene->reporter->from = DECODED_PERMILLE;
  scene->reporter->to = 1000;
  return amb_export_picture_init (&picture, scene, result->width, result->height, error)
         && amb_export_picture_write (&picture, NULL, fd, error);
}

static gboolean
cuts_off (const AmbOperation *operation)
{
  return operation->kind == AMB_OP_GEOMETRY && !g_str_equal (operation->id, "rotate")
         && !g_str_equal (operation->id, "flip");
}

/* Whether the recipe has a crop or anything that comes to one. */
static gboolean
recipe_cuts (const AmbRecipe *recipe)
{
  const AmbOperation *const *operations = amb_operations_list ();

  for (guint i = 0; operations[i] != NULL; i++)
    {
      double values[AMB_MAX_PARAMS];

      if (!cuts_off (operations[i]))
        continue;
      amb_recipe_get_values (recipe, operations[i], values);
      if (!amb_operation_is_neutral (operations[i], values))
        return TRUE;
    }
  return FALSE;
}

/* What of the photo the output shows, and its size. */
static void
lay_out (AmbExportScene *scene, AmbExportResult *result)
{
  const AmbResize *resize = &scene->order->resize;
  AmbRect *crop = &scene->geometry.crop;
  AmbRect part;

  amb_source_photo_init_geometry (scene->photo, scene->order->recipe, AMB_GEOMETRY_DEFAULT,
                                  &scene->geometry);
  amb_resize_apply (resize, (guint) crop->width, (guint) crop->height, &result->width,
                    &result->height);
  amb_resize_part (resize, (guint) crop->width, (guint) crop->height, &part);
  scene->shows_part = part.width < crop->width || part.height < crop->height
                      || recipe_cuts (scene->order->recipe);
  *crop = (AmbRect){ crop->x + part.x, crop->y + part.y, part.width, part.height };
}

/* Changes the order's recipe; the photo's place in the output stays. */
static gboolean
find_light (AmbSourcePhoto *photo,
            AmbDecoded *decoded,
            AmbExportOrder *order,
            AmbReporter *reporter,
            GError **error)
{
  g_autoptr (AmbRecipe) before = NULL;
  g_autoptr (AmbRecipe) light = NULL;
  g_autofree char *text = NULL;

  reporter->from = reporter->to;
  light = amb_photo_light_find (photo, decoded, reporter, error);

  if (light == NULL)
    return FALSE;
  before = order->recipe;
  order->recipe = amb_recipe_with_light (before, light, TRUE);
  text = amb_photo_light_to_text (light);
  amb_export_order_note (order, "auto light: %s", text);
  return TRUE;
}

gboolean
amb_export_run (AmbSourcePhoto *photo,
                AmbExportOrder *order,
                const AmbExportFiles *files,
                AmbReporter *reporter,
                AmbExportResult *result,
                GError **error)
{
  AmbExportScene scene = { .photo = photo,
                           .order = order,
                           .scratch_fd = files->scratch_fd,
                           .reporter = reporter,
                           .mark = files->mark };
  g_autoptr (AmbDecoded) decoded = NULL;
  guint reduction;

  if (order->copy)
    return copy_source (photo, files, reporter, result, error);
  order->adds_colour = order->watermark != NULL && amb_export_mark_has_colour (files->mark);
  lay_out (&scene, result);
  reduction
      = amb_source_photo_reduction (photo, &scene.geometry, result->width, result->height, FALSE);
  decoded = decode (photo, reduction, reporter, error);
  if (decoded == NULL)
    return FALSE;
  if (order->auto_light && !find_light (photo, decoded, order, reporter, error))
    return FALSE;
  scene.decoded = decoded;
  g_ptr_array_extend (order->notes, decoded->notes, copy_note, NULL);
  g_ptr_array_extend (order->notes, photo->info->notes, copy_note, NULL); /* decoding adds some */
  if (order->max_bytes > 0 ? !write_fitted (&scene, files->output_fd, result, error)
                           : !write_whole (&scene, files->output_fd, result, error))
    return FALSE;
  result->bytes = file_size (files->output_fd);
  return TRUE;
}
