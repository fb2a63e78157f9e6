/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The blocks that travel with a JPEG: Exif, XMP and its extension, the colour profile, Photoshop's
 * resources. */
#include "amb-jpeg-private.h"

#include <string.h>

#define ICC_NAME "ICC_PROFILE"
#define GAIN_MAP_NAME "urn:iso:std:iso:ts:21496:-1" /* ISO 21496-1 annex C */

enum
{
  ICC_HEADER = sizeof ICC_NAME + 2, /* name, number, count: ICC.1:2022 B.4 */
  EXTENDED_HEADER
  = sizeof AMB_JPEG_XMP_EXTENDED + AMB_JPEG_XMP_GUID + 4 + 4, /* name, GUID, full length, offset */
  MAX_EXTENDED = 64 * 1024 * 1024,
  MAX_ICC_PARTS = 255,
};

/* The name with its terminating zero. */
static gboolean
begins_with (jpeg_saved_marker_ptr marker, guint app, const char *name, gsize name_size)
{
  return marker->marker == JPEG_APP0 + app && marker->data_length > name_size
         && memcmp (marker->data, name, name_size) == 0;
}

static GBytes *
rest_of (jpeg_saved_marker_ptr marker, gsize skip)
{
  return g_bytes_new (marker->data + skip, marker->data_length - skip);
}

/* The profile's parts by their number; a part that is missing, or there twice, spoils it. */
static void
take_icc (AmbDecoder *decoder, jpeg_saved_marker_ptr markers)
{
  jpeg_saved_marker_ptr parts[MAX_ICC_PARTS + 1] = { NULL };
  g_autoptr (GByteArray) profile = g_byte_array_new ();
  guint count = 0, found = 0;
  gboolean sound = TRUE;

  for (jpeg_saved_marker_ptr m = markers; m != NULL; m = m->next)
    {
      if (!begins_with (m, 2, ICC_NAME, sizeof ICC_NAME) || m->data_length < ICC_HEADER)
        continue;
      guint number = m->data[sizeof ICC_NAME];
      count = found++ == 0 ? m->data[sizeof ICC_NAME + 1] : count;
      sound &= number > 0 && number <= count && count == m->data[sizeof ICC_NAME + 1]
               && parts[number] == NULL;
      parts[number] = m;
    }
  if (found == 0)
    return;
  if (!sound || found != count)
    {
      amb_decoder_note (decoder, "colour profile ignored: its parts do not fit together");
      return;
    }
  for (guint i = 1; i <= count; i++)
    g_byte_array_append (profile, parts[i]->data + ICC_HEADER, parts[i]->data_length - ICC_HEADER);

  g_autoptr (GBytes) icc = g_byte_array_free_to_bytes (g_steal_pointer (&profile));
  amb_decoder_take_icc (decoder, icc);
}

/* Parts come in any order, each with the whole length and its own offset; all must be there,
 * exactly once. */
static void
take_extended_xmp (AmbDecoder *decoder, jpeg_saved_marker_ptr markers)
{
  g_autofree guint8 *whole = NULL;
  const guint8 *guid = NULL;
  guint32 length = 0, got = 0;

  for (jpeg_saved_marker_ptr m = markers; m != NULL; m = m->next)
    {
      if (!begins_with (m, 1, AMB_JPEG_XMP_EXTENDED, sizeof AMB_JPEG_XMP_EXTENDED)
          || m->data_length < EXTENDED_HEADER)
        continue;
      const guint8 *fields = m->data + sizeof AMB_JPEG_XMP_EXTENDED;
      guint32 part = m->data_length - EXTENDED_HEADER;
      guint32 offset = amb_u32be (fields + AMB_JPEG_XMP_GUID + 4);

      if (whole == NULL)
        {
          length = amb_u32be (fields + AMB_JPEG_XMP_GUID);
          guid = fields;
          whole = length > 0 && length <= MAX_EXTENDED ? g_try_malloc0 (length) : NULL;
        }
      if (whole == NULL || memcmp (guid, fields, AMB_JPEG_XMP_GUID) != 0 || offset > length
          || part > length - offset)
        return;
      memcpy (whole + offset, m->data + EXTENDED_HEADER, part);
      got += part;
    }
  if (whole != NULL && got == length)
    decoder->info.xmp_extended = g_bytes_new_take (g_steal_pointer (&whole), length);
}

/* Resources that are too long for one segment go on in the next. */
static void
take_photoshop (AmbDecoder *decoder, jpeg_saved_marker_ptr markers)
{
  GByteArray *whole = NULL;

  for (jpeg_saved_marker_ptr m = markers; m != NULL; m = m->next)
    {
      if (!begins_with (m, 13, AMB_PHOTOSHOP_NAME, sizeof AMB_PHOTOSHOP_NAME))
        continue;
      gsize skip = whole == NULL ? 0 : sizeof AMB_PHOTOSHOP_NAME;
      if (whole == NULL)
        whole = g_byte_array_new ();
      g_byte_array_append (whole, m->data + skip, m->data_length - (guint) skip);
    }
  if (whole != NULL)
    decoder->info.iptc = g_byte_array_free_to_bytes (whole);
}

void
amb_jpeg_take_blocks (AmbDecoder *decoder, jpeg_saved_marker_ptr markers)
{
  AmbImageInfo *info = &decoder->info;

  for (jpeg_saved_marker_ptr m = markers; m != NULL; m = m->next)
    {
      if (info->exif == NULL && begins_with (m, 1, AMB_EXIF_NAME, sizeof AMB_EXIF_NAME))
        info->exif = rest_of (m, sizeof AMB_EXIF_NAME);
      if (info->xmp == NULL && begins_with (m, 1, AMB_XMP_NAME, sizeof AMB_XMP_NAME))
        info->xmp = rest_of (m, sizeof AMB_XMP_NAME);
      if (begins_with (m, 2, GAIN_MAP_NAME, sizeof GAIN_MAP_NAME))
        info->extras |= AMB_IMAGE_GAIN_MAP;
    }
  take_icc (decoder, markers);
  take_extended_xmp (decoder, markers);
  take_photoshop (decoder, markers);
}
