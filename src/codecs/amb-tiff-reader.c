/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Bands of rows from libtiff, whichever way the file stores them. */
#include "amb-tiff-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"

enum
{
  MAX_WHOLE_STRIP = 8 * 1024 * 1024, /* bytes; larger strips are read row by row */
  BAND_ROWS = 16,
  MARGIN = 8, /* bytes: reading packed samples looks ahead */
};

static void
measure (AmbTiffReader *self, guint height)
{
  TIFF *tiff = self->tiff;
  guint32 width = 0, tile_width = 1, rows = 0;

  self->tiled = TIFFIsTiled (tiff);
  if (self->tiled)
    {
      TIFFGetField (tiff, TIFFTAG_IMAGEWIDTH, &width);
      TIFFGetField (tiff, TIFFTAG_TILEWIDTH, &tile_width);
      TIFFGetField (tiff, TIFFTAG_TILELENGTH, &rows);
      self->tile_bytes = TIFFTileSize (tiff);
      self->row_bytes
          = (gsize) TIFFTileRowSize (tiff) * ((width + tile_width - 1) / MAX (tile_width, 1));
    }
  else
    {
      TIFFGetFieldDefaulted (tiff, TIFFTAG_ROWSPERSTRIP, &rows);
      self->whole_strips = TIFFStripSize (tiff) <= MAX_WHOLE_STRIP;
      self->row_bytes = (gsize) TIFFScanlineSize (tiff);
    }
  self->rows = MIN (self->tiled || self->whole_strips ? rows : BAND_ROWS, height);
}

gboolean
amb_tiff_reader_init (AmbTiffReader *self,
                      TIFF *tiff,
                      const AmbImageInfo *info,
                      const AmbTiffLayout *layout,
                      GError **error)
{
  guint samples = layout->flags & AMB_TIFF_PLANAR ? 1 : layout->samples;
  gsize needed = ((gsize) info->width * samples * layout->bits + 7) / 8;

  self->tiff = tiff;
  measure (self, info->height);
  if (self->rows == 0 || self->row_bytes < needed || (self->tiled && self->tile_bytes <= 0))
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_DAMAGED, N_("its rows are too short"));
      return FALSE;
    }
  if (self->row_bytes <= (G_MAXSSIZE - MARGIN) / self->rows)
    self->band = g_try_malloc0 (self->row_bytes * self->rows + MARGIN);
  if (self->tiled && self->band != NULL)
    self->tile = g_try_malloc0 ((gsize) self->tile_bytes);
  if (self->band != NULL && (!self->tiled || self->tile != NULL))
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_MEMORY, "a band of rows");
  return FALSE;
}

void
amb_tiff_reader_clear (AmbTiffReader *self)
{
  g_clear_pointer (&self->band, g_free);
  g_clear_pointer (&self->tile, g_free);
}

static gboolean
read_tiles (AmbTiffReader *self, guint y, guint n_rows, guint16 plane)
{
  TIFF *tiff = self->tiff;
  gsize tile_row = (gsize) TIFFTileRowSize (tiff);
  guint32 tile_width = 0;

  TIFFGetField (tiff, TIFFTAG_TILEWIDTH, &tile_width);
  for (guint i = 0; i < self->row_bytes / tile_row; i++)
    {
      if (TIFFReadEncodedTile (tiff, TIFFComputeTile (tiff, i * tile_width, y, 0, plane),
                               self->tile, self->tile_bytes)
          < 0)
        return FALSE;
      for (guint row = 0; row < n_rows; row++)
        memcpy (self->band + row * self->row_bytes + i * tile_row, self->tile + row * tile_row,
                tile_row);
    }
  return TRUE;
}

gboolean
amb_tiff_reader_read (AmbTiffReader *self, guint y, guint n_rows, guint16 plane)
{
  if (self->tiled)
    return read_tiles (self, y, n_rows, plane);
  if (self->whole_strips)
    return TIFFReadEncodedStrip (self->tiff, TIFFComputeStrip (self->tiff, y, plane), self->band,
                                 (tmsize_t) (self->row_bytes * n_rows))
           >= 0;
  for (guint row = 0; row < n_rows; row++)
    if (TIFFReadScanline (self->tiff, self->band + row * self->row_bytes, y + row, plane) < 0)
      return FALSE;
  return TRUE;
}
