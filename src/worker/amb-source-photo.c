/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins codec, metadata and pipeline around one source descriptor. */
#include "amb-source-photo.h"

#include <fcntl.h>
#include <lcms2.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amb-error.h"
#include "amb-message.h"
#include "amb-metadata.h"
#include "amb-worker.h"

/* The limits of design section 7. */
#define DEFAULT_MAX_PIXELS (G_GUINT64_CONSTANT (160) * 1000 * 1000)
#define MAX_SCANS 500
#define MAX_ICC_BYTES (100 * 1000 * 1000)

#define MAX_NOTES 32
#define MAX_NOTE_BYTES 256
#define MAX_PROFILE_NAME_BYTES 256

static gboolean
check_source (int fd, GError **error)
{
  struct stat status;
  int mode = fcntl (fd, F_GETFL);

  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && mode >= 0
      && (mode & O_ACCMODE) != O_WRONLY)
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_NOT_REGULAR, "the source is no file to read");
  return FALSE;
}

/* What the format itself says wins over the Exif block that it carries. */
static int
find_orientation (const AmbImageInfo *info)
{
  if (info->orientation >= 2 && info->orientation <= 8)
    return info->orientation;
  return info->exif != NULL ? amb_metadata_orientation (info->exif) : 1;
}

AmbSourcePhoto *
amb_source_photo_open (int fd, guint64 max_pixels, GError **error)
{
  g_autoptr (AmbSourcePhoto) self = g_new0 (AmbSourcePhoto, 1);
  AmbDecodeLimits limits = {
    .max_pixels = max_pixels > 0 ? max_pixels : DEFAULT_MAX_PIXELS,
    .max_scans = MAX_SCANS,
    .max_icc = MAX_ICC_BYTES,
  };

  self->fd = fd;
  if (!check_source (fd, error))
    return NULL;
  self->decoder = amb_decoder_open (fd, &limits, error);
  if (self->decoder == NULL)
    return NULL;
  self->info = amb_decoder_get_info (self->decoder);
  self->orientation = find_orientation (self->info);
  return g_steal_pointer (&self);
}

void
amb_source_photo_free (AmbSourcePhoto *self)
{
  g_clear_pointer (&self->decoder, amb_decoder_free);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

/* The profile's own description, for people; empty when there is none or it cannot be read. */
static char *
name_profile (GBytes *icc)
{
  char name[MAX_PROFILE_NAME_BYTES] = "";
  gsize bytes;
  gconstpointer data = g_bytes_get_data (icc, &bytes);
  cmsHPROFILE profile = cmsOpenProfileFromMem (data, (cmsUInt32Number) bytes);

  if (profile != NULL)
    {
      cmsGetProfileInfoASCII (profile, cmsInfoDescription, "en", "US", name, sizeof name);
      cmsCloseProfile (profile);
    }
  name[sizeof name - 1] = '\0';
  return amb_worker_clean_text (name, sizeof name - 1);
}

GVariant *
amb_source_photo_notes_to_variant (const GPtrArray *notes)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; notes != NULL && i < MIN (notes->len, MAX_NOTES); i++)
    {
      g_autofree char *note = amb_worker_clean_text (g_ptr_array_index (notes, i), MAX_NOTE_BYTES);

      g_variant_builder_add (&builder, "s", note);
    }
  return g_variant_builder_end (&builder);
}

static guint64
decoded_bytes (const AmbImageInfo *info)
{
  guint channels = (guint) info->model + (info->has_alpha ? 1 : 0);

  return (guint64) info->width * info->height * channels * (info->depth / 8);
}

void
amb_source_photo_describe (const AmbSourcePhoto *self, GVariantDict *dict)
{
  const AmbImageInfo *info = self->info;
  g_autofree char *profile = info->icc != NULL ? name_profile (info->icc) : g_strdup ("");

  g_variant_dict_insert (dict, AMB_INFO_FORMAT, "s", info->codec->name);
  g_variant_dict_insert (dict, AMB_INFO_WIDTH, "u", info->width);
  g_variant_dict_insert (dict, AMB_INFO_HEIGHT, "u", info->height);
  g_variant_dict_insert (dict, AMB_INFO_ORIENTATION, "u", (guint) self->orientation);
  g_variant_dict_insert (dict, AMB_INFO_ALPHA, "b", info->has_alpha);
  g_variant_dict_insert (dict, AMB_INFO_DEPTH, "u", info->depth);
  g_variant_dict_insert (dict, AMB_INFO_NEED, "t", decoded_bytes (info));
  g_variant_dict_insert (dict, AMB_INFO_PROFILE, "s", profile);
  g_variant_dict_insert_value (dict, AMB_INFO_NOTES,
                               amb_source_photo_notes_to_variant (info->notes));
}

/* DCF is for what cameras write; a PNG says for itself what its colours are. */
static gboolean
is_adobe_rgb (const AmbImageInfo *info)
{
  return info->icc == NULL && info->exif != NULL && !g_str_equal (info->codec->name, "png")
         && amb_metadata_is_adobe_rgb (info->exif);
}

static AmbRenderSource *
make_source (const AmbSourcePhoto *self, AmbDecoded *decoded, GError **error)
{
  const AmbImageInfo *info = self->info;
  AmbRenderSourceSpec spec = {
    .pixels = decoded->pixels,
    .full_width = info->width,
    .full_height = info->height,
    .orientation = self->orientation,
    .gamma = info->gamma,
    .is_bt709 = info->is_bt709,
    .is_adobe_rgb = is_adobe_rgb (info),
  };

  if (info->icc != NULL)
    spec.icc = g_bytes_get_data (info->icc, &spec.icc_bytes);
  for (guint i = 0; i < G_N_ELEMENTS (spec.chromaticities); i++)
    spec.chromaticities[i] = info->chromaticities[i];
  return amb_render_source_new (&spec, decoded->notes, error);
}

AmbDecoded *
amb_source_photo_decode (
    AmbSourcePhoto *self, guint reduction, AmbDecodeCheck check, gpointer user_data, GError **error)
{
  g_autoptr (AmbDecoded) decoded = g_new0 (AmbDecoded, 1);

  decoded->reduction = reduction;
  decoded->notes = g_ptr_array_new_with_free_func (g_free);
  decoded->pixels
      = amb_decoder_decode (self->decoder, reduction, &decoded->complete, check, user_data, error);
  if (decoded->pixels == NULL)
    return NULL;
  decoded->source = make_source (self, decoded, error);
  return decoded->source != NULL ? g_steal_pointer (&decoded) : NULL;
}

void
amb_decoded_free (AmbDecoded *self)
{
  g_clear_pointer (&self->source, amb_render_source_free);
  g_clear_pointer (&self->pixels, amb_pixels_free);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_free (self);
}

void
amb_source_photo_init_geometry (const AmbSourcePhoto *self,
                                const AmbRecipe *recipe,
                                AmbGeometryFlags flags,
                                AmbGeometry *geometry)
{
  amb_geometry_init (geometry, recipe, self->info->width, self->info->height, self->orientation,
                     flags);
}

guint
amb_source_photo_reduction (const AmbSourcePhoto *self,
                            const AmbGeometry *geometry,
                            guint width,
                            guint height,
                            gboolean draft)
{
  return MIN (amb_render_reduction (geometry, width, height, draft),
              MAX (self->info->max_reduction, 1));
}
