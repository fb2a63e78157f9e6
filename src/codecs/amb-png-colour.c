/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* cICP, the colour chunk of PNG's third edition (section 11.3.2.6), by the tables of ITU-T H.273.
 * It wins over every other colour chunk. libpng 1.6 does not know it. */
#include "amb-png-private.h"

#include <string.h>

enum
{
  PRIMARIES,
  TRANSFER,
  MATRIX,
  FULL_RANGE,
  N_BYTES,
};

enum
{
  TRANSFER_PQ = 16,
  TRANSFER_HLG = 18,
};

/* H.273 table 2. White, red, green, blue; all 0: sRGB's own. */
static const struct
{
  guint8 code;
  double xy[8];
} primaries[] = {
  { 1, { 0 } },                                                         /* BT.709 */
  { 5, { 0.3127, 0.3290, 0.640, 0.330, 0.290, 0.600, 0.150, 0.060 } },  /* BT.601, 625 lines */
  { 6, { 0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070 } },  /* BT.601, 525 lines */
  { 7, { 0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070 } },  /* SMPTE ST 240 */
  { 9, { 0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046 } },  /* BT.2020 */
  { 11, { 0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060 } },   /* DCI-P3 */
  { 12, { 0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060 } }, /* P3, D65 */
};

/* H.273 table 3. */
static const struct
{
  guint8 code;
  double gamma; /* exponent of encoding; 0: sRGB's curve, or BT.709's */
  gboolean is_bt709;
} transfers[] = {
  { 1, 0, TRUE },  { 4, 1 / 2.2, FALSE }, { 5, 1 / 2.8, FALSE }, { 6, 0, TRUE },
  { 8, 1, FALSE }, { 13, 0, FALSE },      { 14, 0, TRUE },       { 15, 0, TRUE },
};

static const double *
find_primaries (guint8 code)
{
  for (guint i = 0; i < G_N_ELEMENTS (primaries); i++)
    if (primaries[i].code == code)
      return primaries[i].xy;
  return NULL;
}

static int
find_transfer (guint8 code)
{
  for (guint i = 0; i < G_N_ELEMENTS (transfers); i++)
    if (transfers[i].code == code)
      return (int) i;
  return -1;
}

static const char *
name_of (guint8 transfer)
{
  return transfer == TRANSFER_PQ ? " (PQ)" : transfer == TRANSFER_HLG ? " (HLG)" : "";
}

/* What cannot be used leaves the other colour chunks to speak. */
void
amb_png_take_cicp (AmbDecoder *decoder, GBytes *chunk)
{
  AmbImageInfo *info = &decoder->info;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (chunk, &length);

  if (length != N_BYTES)
    return;
  const double *xy = find_primaries (bytes[PRIMARIES]);
  int transfer = find_transfer (bytes[TRANSFER]);

  if (xy == NULL || transfer < 0 || bytes[MATRIX] != 0 || bytes[FULL_RANGE] != 1)
    {
      amb_decoder_note (decoder,
                        "the colours of cICP %u/%u%s/%u/%u are not supported; they are read by the "
                        "other colour chunks, or as sRGB",
                        bytes[PRIMARIES], bytes[TRANSFER], name_of (bytes[TRANSFER]), bytes[MATRIX],
                        bytes[FULL_RANGE]);
      return;
    }
  g_clear_pointer (&info->icc, g_bytes_unref);
  memcpy (info->chromaticities, xy, sizeof info->chromaticities);
  info->gamma = transfers[transfer].gamma;
  info->is_bt709 = transfers[transfer].is_bt709;
}
