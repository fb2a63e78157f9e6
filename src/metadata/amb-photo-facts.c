/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A few tags of two directories, read and never believed. */
#include "amb-photo-facts.h"

#include <stdio.h>
#include <string.h>
#include "amb-exif-private.h"

/* CIPA DC-008 (Exif 2.32) section 4.6. */
enum
{
  TAG_MAKE = 0x010f,
  TAG_MODEL = 0x0110,
  TAG_EXIF = 0x8769,
  TAG_SENSITIVITY = 0x8827,
  TAG_EXPOSURE_INDEX = 0x8832,
  TAG_ISO_SPEED = 0x8833,
  TAG_TAKEN = 0x9003,
  TAG_LENS = 0xa434,

  TYPE_ASCII = 2,
  SENSITIVITY_OVERFLOW = 65535, /* the tag is a short: the value stands in another */
  MAX_TEXT = 128,
};

/* As text without blanks around it; NULL where there is none. */
static char *
read_text (const AmbExif *exif, gsize ifd, guint tag)
{
  AmbExifEntry entry;
  if (!amb_exif_find (exif, ifd, tag, &entry) || entry.type != TYPE_ASCII)
    return NULL;
  g_autofree char *raw
      = g_strndup ((const char *) exif->bytes + entry.value, MIN (entry.size, MAX_TEXT));
  g_autofree char *text = g_strstrip (g_utf8_make_valid (raw, -1));
  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static guint32
read_number (const AmbExif *exif, gsize ifd, guint tag)
{
  AmbExifEntry entry;
  return amb_exif_find (exif, ifd, tag, &entry) ? amb_exif_number (exif, &entry, 0) : 0;
}

static guint32
read_iso (const AmbExif *exif, gsize ifd)
{
  guint32 iso = read_number (exif, ifd, TAG_SENSITIVITY);
  if (iso != 0 && iso != SENSITIVITY_OVERFLOW)
    return iso;
  guint32 speed = read_number (exif, ifd, TAG_ISO_SPEED);
  return speed != 0 ? speed : MAX (read_number (exif, ifd, TAG_EXPOSURE_INDEX), iso);
}

/* "2024:12:31 23:59:59"; unset clocks write zeros or blanks. */
static char *
read_taken (const AmbExif *exif, gsize ifd)
{
  g_autofree char *text = read_text (exif, ifd, TAG_TAKEN);
  unsigned year, month, day, hour, minute, second;
  int end = 0;
  if (text == NULL
      || sscanf (text, "%4u:%2u:%2u %2u:%2u:%2u%n", &year, &month, &day, &hour, &minute, &second,
                 &end)
             != 6
      || end != 19)
    return NULL;
  if (month > 12 || day > 31
      || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year) || hour > 23
      || minute > 59 || second > 60)
    return NULL;
  return g_strdup_printf ("%04u-%02u-%02u %02u:%02u:%02u", year, month, day, hour, minute,
                          MIN (second, 59));
}

void
amb_photo_facts_read (AmbPhotoFacts *self, GBytes *exif)
{
  static const guint8 name[] = { 'E', 'x', 'i', 'f', 0, 0 };
  gsize length = 0;
  const guint8 *bytes = exif != NULL ? g_bytes_get_data (exif, &length) : NULL;
  gsize skip = length > sizeof name && memcmp (bytes, name, sizeof name) == 0 ? sizeof name : 0;
  AmbExif structure;
  gsize ifd0;

  *self = (AmbPhotoFacts){ NULL };
  if (bytes == NULL || !amb_exif_init (&structure, (guint8 *) bytes + skip, length - skip, &ifd0))
    return;
  gsize ifd = amb_exif_sub_directory (&structure, ifd0, TAG_EXIF);
  self->camera = read_text (&structure, ifd0, TAG_MODEL);
  if (self->camera == NULL)
    self->camera = read_text (&structure, ifd0, TAG_MAKE);
  self->taken = read_taken (&structure, ifd);
  self->lens = read_text (&structure, ifd, TAG_LENS);
  self->iso = read_iso (&structure, ifd);
}

void
amb_photo_facts_clear (AmbPhotoFacts *self)
{
  g_clear_pointer (&self->taken, g_free);
  g_clear_pointer (&self->camera, g_free);
  g_clear_pointer (&self->lens, g_free);
}

gboolean
amb_metadata_has_gain_map (GBytes *xmp)
{
  static const char *const marks[] = {
    "http://ns.adobe.com/hdr-gain-map/1.0/",
    "Semantic=\"GainMap\"",
    "HDRGainMap",
  };
  gsize length = 0;
  const char *text = xmp != NULL ? g_bytes_get_data (xmp, &length) : NULL;
  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (marks); i++)
    if (memmem (text, length, marks[i], strlen (marks[i])) != NULL)
      return TRUE;
  return FALSE;
}
