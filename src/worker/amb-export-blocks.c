/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries blocks from a photo to an output. */
#include "amb-export-blocks.h"

#include <string.h>

#include "amb-thumbnail.h"

void
amb_export_blocks_clear (AmbExportBlocks *self)
{
  g_clear_pointer (&self->icc, g_bytes_unref);
  g_clear_pointer (&self->exif, g_bytes_unref);
  g_clear_pointer (&self->xmp, g_bytes_unref);
  g_clear_pointer (&self->xmp_extended, g_bytes_unref);
  g_clear_pointer (&self->iptc, g_bytes_unref);
}

/* A note for each kind of block, which make one line together. */
static void
tell_strip (AmbExportOrder *order, const AmbImageInfo *info)
{
  g_autoptr (GString) kinds = g_string_new (NULL);

  if (info->exif != NULL)
    g_string_append (kinds, ", Exif");
  if (info->xmp != NULL)
    g_string_append (kinds, ", XMP");
  if (info->iptc != NULL)
    g_string_append (kinds, ", IPTC");
  amb_export_order_note (order, "metadata left out: %s",
                         kinds->len > 0 ? kinds->str + 2 : "there was none");
}

/* Silence would leave open whether anybody looked. */
static void
tell_policy (AmbExportOrder *order, AmbMetadataPolicy policy, const char *what)
{
  g_autofree char *done = g_strdup_printf (": %s left out", what);

  if ((order->metadata & policy) == 0)
    return;
  for (guint i = 0; i < order->notes->len; i++)
    if (strstr (g_ptr_array_index (order->notes, i), done) != NULL)
      return;
  amb_export_order_note (order, "%s left out: there was none", what);
}

static GBytes *
carry_exif (GBytes *exif, const AmbExportScene *scene, AmbMetadataUpdate *update)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) thumbnail = NULL;

  if (scene->photo->info->exif != NULL && (scene->order->metadata & AMB_METADATA_STRIP) == 0)
    {
      thumbnail = amb_thumbnail_to_jpeg (scene->decoded, &scene->geometry, scene->order->recipe,
                                         scene->order->luts, scene->scratch_fd, &error);
      if (thumbnail == NULL)
        amb_export_order_note (scene->order, "no thumbnail: %s", error->message);
    }
  update->thumbnail = thumbnail;
  return amb_metadata_update_exif (exif, update, scene->order->notes);
}

static void
tell (AmbExportOrder *order, const AmbImageInfo *info)
{
  if (order->metadata & AMB_METADATA_STRIP)
    tell_strip (order, info);
  tell_policy (order, AMB_METADATA_STRIP_LOCATION, "location");
  tell_policy (order, AMB_METADATA_STRIP_SERIALS, "serial numbers");
  if (order->copyright != NULL)
    amb_export_order_note (order, "copyright notice written");
}

void
amb_export_blocks_init (AmbExportBlocks *self,
                        const AmbExportScene *scene,
                        AmbMetadataUpdate *update)
{
  const AmbImageInfo *info = scene->photo->info;
  AmbExportOrder *order = scene->order;
  const AmbMetadataFilter filter = { order->metadata, order->copyright, scene->shows_part };
  g_autoptr (GBytes) exif = amb_metadata_filter_exif (&filter, info->exif, order->notes);
  g_autoptr (GBytes) xmp = amb_metadata_filter_xmp (&filter, info->xmp, order->notes);
  g_autoptr (GBytes) sound_iptc = amb_metadata_check_iptc (info->iptc);

  *self = (AmbExportBlocks){ 0 };
  self->exif = exif != NULL ? carry_exif (exif, scene, update) : NULL;
  self->xmp = xmp != NULL ? amb_metadata_update_xmp (xmp) : NULL;
  self->iptc = amb_metadata_filter_iptc (&filter, sound_iptc, order->notes);
  if (self->xmp != NULL && info->xmp_extended != NULL && amb_metadata_filter_is_neutral (&filter))
    self->xmp_extended = g_bytes_ref (info->xmp_extended);
  else if (info->xmp_extended != NULL && (order->metadata & AMB_METADATA_STRIP) == 0)
    amb_export_order_note (order, "XMP extension left out, it may hold what is not to go on");
  tell (order, info);
}
